#!/usr/bin/env bash
# Makes fuzz/seeds/<target> anew, or only of the targets that are given: the inputs of corpus/, of fuzz/seeds and of earlier runs
# (fuzz/target/found) that reach everything these together reach, as few and as short as libFuzzer can choose them.
# They are named by their hashes. At most 27,000 bytes are kept of each target; the longest go first.
#
# Run it after long runs of fuzz/smoke.sh, and look at what it says about the size.
set -euo pipefail
cd "$(dirname "$0")"
source ./targets.sh

most=27000
if [ $# -gt 0 ]; then targets=("$@"); fi

options=(--fuzz-dir . --sanitizer none --target-dir target/none --no-trace-compares)
for target in "${targets[@]}"; do
  fresh="$(mktemp -d)"
  mkdir -p "seeds/$target" "target/found/$target"
  # Edges are counted, and not how often each is taken: hundreds of files, not thousands.
  cargo +nightly fuzz run "${options[@]}" "$target" "$fresh" "seeds/$target" "target/found/$target" ../corpus/*/ -- \
    -set_cover_merge=1 -use_counters=0 -max_len="$(max_len "$target")" -timeout=20 -verbosity=0 >"target/$target.log" 2>&1 ||
    { cat "target/$target.log"; exit 1; }
  all="$(find "$fresh" -type f | wc -l)"
  find "$fresh" -type f -printf '%s %p\n' | sort -n | awk -v most="$most" '(sum += $1) > most { print $2 }' | xargs -r rm
  rm -rf "seeds/$target"
  mkdir "seeds/$target"
  find "$fresh" -type f -exec cp {} "seeds/$target/" \;
  rm -rf "$fresh"
  printf '%-12s %4s of %4s files, %6s bytes\n' "$target" "$(find "seeds/$target" -type f | wc -l)" "$all" \
    "$(find "seeds/$target" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum + 0 }')"
done
