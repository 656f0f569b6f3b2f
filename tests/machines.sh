#!/usr/bin/env bash
# Runs the crate on other machines than this one, and compares what it makes of the corpus.
#   tests/machines.sh                     on all machines below
#   tests/machines.sh i686 cortex-m       on these
#   tests/machines.sh --tests             also runs the tests of the codec on i686 and s390x, 20 minutes
#
#   i686      32 bits
#   s390x     most significant byte first (under qemu-user)
#   wasm32    WebAssembly (under node)
#   cortex-m  a bare machine without an operating system (a Cortex-M4 under qemu-system-arm)
#   miri      an interpreter that finds undefined behaviour, on a machine of 32 bits and on one that stores the most
#             significant byte first
#
# Installs what it needs with rustup and from Debian's packages if it can, and says what it skips.
set -euo pipefail
cd "$(dirname "$0")/machines"

tests=
if [ "${1:-}" = --tests ]; then tests=1 && shift; fi
[ $# -gt 0 ] || set -- i686 s390x wasm32 cortex-m miri

export CARGO_TARGET_I686_UNKNOWN_LINUX_GNU_LINKER=i686-linux-gnu-gcc
export CARGO_TARGET_S390X_UNKNOWN_LINUX_GNU_LINKER=s390x-linux-gnu-gcc
export CARGO_TARGET_S390X_UNKNOWN_LINUX_GNU_RUNNER=qemu-s390x

skip() { echo "$machine: skipped, $*"; }

# need COMMAND PACKAGE...
need() {
  command -v "$1" >/dev/null && return
  local as_root=()
  if [ "$(id -u)" != 0 ]; then as_root=(sudo -n); fi
  if command -v apt-get >/dev/null; then
    echo "$machine: installing ${*:2}"
    "${as_root[@]}" apt-get update -q >/dev/null 2>&1 || true
    "${as_root[@]}" apt-get install -qy --no-install-recommends "${@:2}" >/dev/null 2>&1 || true
  fi
  command -v "$1" >/dev/null || { skip "$1 is missing and could not be installed"; return 1; }
}

# target NAME
target() {
  rustc --print target-libdir --target "$1" 2>/dev/null | xargs ls >/dev/null 2>&1 && return
  if command -v rustup >/dev/null; then echo "$machine: installing the target $1" && rustup target add "$1" >/dev/null 2>&1 || true; fi
  rustc --print target-libdir --target "$1" 2>/dev/null | xargs ls >/dev/null 2>&1 ||
    { skip "there is no standard library for $1"; return 1; }
}

out=$(mktemp -d)
trap 'rm -r "$out"' EXIT
build() { cargo build --quiet --release "$@"; }
built() { echo "target/$1/release/machines"; }
# Linked statically, because the loader of this machine does not find the C library of the other one.
static() { RUSTFLAGS="-C target-feature=+crt-static" "$@"; }

# What the tests of the codec can do without other programs, sockets and the C code of TLS.
codec_tests() {
  [ -z "$tests" ] && return
  echo "$machine: tests"
  (cd ../.. && static cargo test --quiet --target "$1" --features serde,arbitrary,std --lib \
    --test dtd --test edges --test fields --test framing --test interface --test json --test round_trip \
    --test stream --test text --test view --test xml --test no_alloc --test attacks)
}

build
./target/release/machines >"$out/here"
failed=
for machine in "$@"; do
  case $machine in
    i686)
      need i686-linux-gnu-gcc gcc-i686-linux-gnu libc6-dev-i386-cross && target i686-unknown-linux-gnu || continue
      static build --target i686-unknown-linux-gnu
      "$(built i686-unknown-linux-gnu)" >"$out/there"
      codec_tests i686-unknown-linux-gnu
      ;;
    s390x)
      need s390x-linux-gnu-gcc gcc-s390x-linux-gnu libc6-dev-s390x-cross && need qemu-s390x qemu-user &&
        target s390x-unknown-linux-gnu || continue
      static build --target s390x-unknown-linux-gnu
      qemu-s390x "$(built s390x-unknown-linux-gnu)" >"$out/there"
      codec_tests s390x-unknown-linux-gnu
      ;;
    wasm32)
      need node nodejs && target wasm32-wasip1 || continue
      build --target wasm32-wasip1
      node --no-warnings wasi.mjs "$(built wasm32-wasip1).wasm" >"$out/there"
      ;;
    cortex-m)
      need qemu-system-arm qemu-system-arm && target thumbv7em-none-eabi || continue
      build --target thumbv7em-none-eabi
      timeout 120 qemu-system-arm -cpu cortex-m4 -machine mps2-an386 -nographic \
        -semihosting-config enable=on,target=native -kernel "$(built thumbv7em-none-eabi)" >"$out/there"
      ;;
    miri)
      if ! cargo +nightly miri --version >/dev/null 2>&1; then
        rustup +nightly component add miri rust-src >/dev/null 2>&1 || { skip "there is no Miri"; continue; }
      fi
      # The interpreter is slow: some documents of each kind.
      for target in i686-unknown-linux-gnu s390x-unknown-linux-gnu; do
        # Miri is its own runner, so the one for s390x above must not be set.
        MACHINES_EVERY=40 env -u CARGO_TARGET_S390X_UNKNOWN_LINUX_GNU_RUNNER cargo +nightly miri run --quiet --target "$target" >"$out/there"
        awk 'NR % 40 == 1 || / a digest$/' "$out/here" >"$out/some"
        diff "$out/some" "$out/there" && echo "miri, $target: $(wc -l <"$out/there") results, as here" || failed=1
      done
      continue
      ;;
    *)
      echo "there is no machine $machine; see the top of $0" >&2
      exit 2
      ;;
  esac
  diff "$out/here" "$out/there" && echo "$machine: $(wc -l <"$out/there") results, as here" || failed=1
done
[ -z "$failed" ]
