#!/bin/bash -eu
# Builds every fuzz target with its seeds and the dictionary, where OSS-Fuzz looks for them.
cd "$SRC/broadworks-cap/fuzz"
source ./targets.sh
cargo fuzz build -O --fuzz-dir .
for target in "${targets[@]}"; do
  cp "target/x86_64-unknown-linux-gnu/release/$target" "$OUT/"
  zip -qj "$OUT/${target}_seed_corpus.zip" "seeds/$target"/*
  cp dictionary.txt "$OUT/$target.dict"
  printf '[libfuzzer]\nmax_len = %s\n' "$(max_len "$target")" >"$OUT/$target.options"
done
