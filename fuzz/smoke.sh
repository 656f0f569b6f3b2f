#!/usr/bin/env bash
# Runs every fuzz target for SECONDS_PER_TARGET seconds (default 10), or for the first argument, and prints how many inputs it
# tried. It begins with the few files of fuzz/seeds, so that the time is spent on new inputs; those are stored in
# fuzz/target, which is not checked in. The files of corpus/ are no seeds: tests/laws.rs checks the same laws on them.
#
# Speed comes before depth here: without AddressSanitizer, which could only find errors in dependencies, and without
# traced comparisons, for the dictionary and the seeds have the words. SANITIZER=address turns both on.
set -euo pipefail
cd "$(dirname "$0")"
source ./targets.sh

seconds="${1:-${SECONDS_PER_TARGET:-10}}"
sanitizer="${SANITIZER:-none}"

if ! cargo +nightly --version >/dev/null 2>&1; then
  echo "fuzzing skipped: it needs a nightly toolchain (rustup toolchain install nightly)"
  exit 0
fi
if ! cargo fuzz --version >/dev/null 2>&1; then
  echo "fuzzing skipped: it needs cargo-fuzz (cargo install cargo-fuzz)"
  exit 0
fi

options=(--fuzz-dir . --sanitizer "$sanitizer" --target-dir "target/$sanitizer")
[ "$sanitizer" != none ] || options+=(--no-trace-compares)
cargo +nightly fuzz build "${options[@]}"

for target in "${targets[@]}"; do
  found="target/found/$target"
  log="target/$target.log"
  mkdir -p "$found"
  if ! cargo +nightly fuzz run "${options[@]}" "$target" "$found" "seeds/$target" -- \
    -max_total_time="$seconds" -max_len="$(max_len "$target")" -rss_limit_mb=2048 -timeout=20 \
    -dict=dictionary.txt -verbosity=0 -print_final_stats=1 >"$log" 2>&1; then
    cat "$log"
    echo "$target has failed"
    exit 1
  fi
  stat() { sed -n "s/^stat::$1: *//p" "$log"; }
  printf '%-12s %9s inputs, %6s a second, %5s kept\n' \
    "$target" "$(stat number_of_executed_units)" "$(stat average_exec_per_sec)" "$(stat new_units_added)"
done
echo "every target ran $seconds seconds without a finding"
