# What the scripts of this folder and of fuzz/oss-fuzz know of each target; read with `source`.

targets=(lex frame decode structured validate text differential json tape login transport)

# Prints the longest input, in bytes, with which a target still runs a thousand times a second. `frame` and `transport`
# read a stream byte by byte, several times. `structured` and `json` build a document, which needs no more.
max_len() {
  case "$1" in
    frame) echo 400 ;;
    transport) echo 1000 ;;
    login) echo 500 ;;
    structured | json) echo 1000 ;;
    *) echo 2000 ;;
  esac
}
