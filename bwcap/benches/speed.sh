#!/usr/bin/env bash
# Measures how fast the tool reads a long stream: processor time and most memory of each command, beside those of `cat`, `wc -c`
# and other tools that are installed.
#   bwcap/benches/speed.sh                    200 MB of messages of the corpus, three runs, the best counts
#   MEGABYTES=500 RUNS=5 bwcap/benches/speed.sh
#   OTHER=path/to/other/bwcap bwcap/benches/speed.sh      also another build, in the same run
#   bwcap/benches/speed.sh --check            counts instructions per byte; fails if they are 5 % more than the stored ones
#   bwcap/benches/speed.sh --store            counts, and stores them in bwcap/benches/instructions.json
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! command -v python3 >/dev/null; then
  echo "speed: skipped, python3 is not installed" >&2
  exit 0
fi
cargo build --quiet --release -p bwcap
exec python3 bwcap/benches/speed.py "${CARGO_TARGET_DIR:-target}/release/bwcap" "$@"
