#!/usr/bin/env bash
# Makes calls in any order, with AddressSanitizer, for the seconds of the first argument (default 10). Needs a nightly
# toolchain and cargo-fuzz; says so and ends if they are missing.
set -euo pipefail
cd "$(dirname "$0")"

if ! cargo +nightly --version >/dev/null 2>&1 || ! cargo fuzz --version >/dev/null 2>&1; then
  echo "fuzzing skipped: it needs a nightly toolchain (rustup toolchain install nightly) and cargo-fuzz (cargo install cargo-fuzz)"
  exit 0
fi
mkdir -p target/found
if ! cargo +nightly fuzz run --fuzz-dir . --target-dir target calls target/found -- \
  -max_total_time="${1:-10}" -max_len=3000 -rss_limit_mb=2048 -timeout=20 -dict=../../fuzz/dictionary.txt -verbosity=0 -print_final_stats=1 \
  >target/calls.log 2>&1; then
  cat target/calls.log
  echo "calls has failed"
  exit 1
fi
echo "calls: $(sed -n 's/^stat::number_of_executed_units: *//p' target/calls.log) inputs without a finding"
