#!/bin/bash -eu
# Builds every fuzz target into $OUT, each with its dictionary, its seeds and its greatest length. It runs in the
# image of OSS-Fuzz, and anywhere with `SRC` set to the folder that holds broadworks-cap/, and `OUT` to an empty one.

cd "$SRC/broadworks-cap/fuzz"
source ./targets.sh

# The image chooses the toolchain and the flags of the sanitizer.
cargo fuzz build --release --fuzz-dir . --debug-assertions

for target in "${targets[@]}"; do
  cp "target/x86_64-unknown-linux-gnu/release/$target" "$OUT/"
  cp dictionary.txt "$OUT/$target.dict"
  printf '[libfuzzer]\nmax_len = %s\n' "$(max_len "$target")" >"$OUT/$target.options"
  # The corpus has files of the same name in several folders, so their paths are kept.
  (cd .. && zip -qr "$OUT/${target}_seed_corpus.zip" "fuzz/seeds/$target" corpus -x '*.md')
done
