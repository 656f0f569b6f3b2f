#!/usr/bin/env bash
# Counts instructions per byte under callgrind.
#   benches/instructions.sh           measures and writes benches/instructions.json
#   benches/instructions.sh --check   measures, and fails if a figure is more than 3 % over the stored one
#   benches/instructions.sh --show    measures and compares, never fails
#   OUT=FILE benches/instructions.sh  writes the figures to another file (an absolute path)
# A second argument selects measures whose name contains it: --show decode/callUpdate
set -euo pipefail
cd "$(dirname "$0")/instructions"

for tool in valgrind python3; do
  if ! command -v "$tool" >/dev/null; then
    echo "instructions: skipped, $tool is not installed" >&2
    exit 0
  fi
done
cargo build --quiet --release --locked
target=${CARGO_TARGET_DIR:-$PWD/target}
exec python3 measure.py "$target/release/instructions" "${OUT:-../instructions.json}" "$@"
