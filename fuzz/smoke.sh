#!/usr/bin/env bash
# Runs every fuzz target for SECONDS_PER_TARGET seconds (default 10), or for the first argument.
# Seeds are the files of corpus/; new inputs are stored in fuzz/target, which is not checked in.
set -euo pipefail
cd "$(dirname "$0")"

seconds="${1:-${SECONDS_PER_TARGET:-10}}"

if ! cargo +nightly --version >/dev/null 2>&1; then
  echo "fuzzing skipped: it needs a nightly toolchain (rustup toolchain install nightly)"
  exit 0
fi
if ! cargo fuzz --version >/dev/null 2>&1; then
  echo "fuzzing skipped: it needs cargo-fuzz (cargo install cargo-fuzz)"
  exit 0
fi

for target in $(cargo +nightly fuzz list --fuzz-dir .); do
  printf '\n== %s, %s seconds\n' "$target" "$seconds"
  found="target/found/$target"
  mkdir -p "$found"
  cargo +nightly fuzz run --fuzz-dir . "$target" "$found" ../corpus/*/ -- \
    -max_total_time="$seconds" -max_len=4096 -rss_limit_mb=2048 -timeout=20 -dict=dictionary.txt -verbosity=0 -print_final_stats=1
done
echo "every target ran $seconds seconds without a finding"
