#!/usr/bin/env bash
# Makes fuzz/seeds/<target> anew, or only of the targets that are given: of the inputs of corpus/, of fuzz/seeds and of earlier runs
# (fuzz/target/found), those that reach most with the fewest bytes, at most 27,000 bytes for each target. They are named by
# their hashes.
#
# Run it after long runs of fuzz/smoke.sh. It needs Python.
set -euo pipefail
cd "$(dirname "$0")"
source ./targets.sh

most=27000
if [ $# -gt 0 ]; then targets=("$@"); fi

# choose CONTROL FILE: prints the inputs to keep, from the file in which libFuzzer wrote what each of them reaches.
choose() {
  python3 - "$1" "$most" <<'PYTHON'
import sys

control, most = open(sys.argv[1]).read().splitlines(), int(sys.argv[2])
names = control[2 : 2 + int(control[0])]
sizes, reach = {}, {}
for line in control[2 + int(control[0]) :]:
    what, number, *rest = line.split()
    if what == "STARTED":
        sizes[int(number)] = int(rest[0])
    elif what == "FT":
        reach[int(number)] = set(rest)
# Again and again the input that adds most for its size, counted as if a file had 400 bytes more.
while reach:
    best = max(reach, key=lambda at: (len(reach[at]) / (sizes[at] + 400), -at))
    added = reach.pop(best)
    if sizes[best] <= most:
        print(names[best])
        most -= sizes[best]
        reach = {at: rest for at, all in reach.items() if (rest := all - added)}
PYTHON
}

options=(--fuzz-dir . --sanitizer none --target-dir target/none --no-trace-compares)
for target in "${targets[@]}"; do
  work="$(mktemp -d)"
  mkdir -p "seeds/$target" "target/found/$target" "$work/few" "$work/kept"
  run() {
    cargo +nightly fuzz run "${options[@]}" "$target" "$@" >"target/$target.log" 2>&1 || { cat "target/$target.log"; exit 1; }
  }
  # What is counted is the code that is reached, and not how often. Of each input the beginning is read, so the first
  # pass writes the inputs as they are kept; the second one says what each of them reaches.
  limits=(-max_len="$(max_len "$target")" -timeout=20 -verbosity=0 -use_counters=0 -set_cover_merge=1)
  run "$work/few" "seeds/$target" "target/found/$target" ../corpus/*/ -- "${limits[@]}"
  run "$work/kept" "$work/few" -- "${limits[@]}" -merge_control_file="$work/control"
  rm -rf "seeds/$target"
  mkdir "seeds/$target"
  choose "$work/control" | xargs cp -t "seeds/$target"
  printf '%-12s %4s of %4s files, %6s bytes\n' "$target" "$(find "seeds/$target" -type f | wc -l)" \
    "$(find "$work/few" -type f | wc -l)" "$(find "seeds/$target" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum + 0 }')"
  rm -rf "$work"
done
