#!/usr/bin/env bash
# Everything that must hold before a change lands. Needs Rust and nothing else.
set -euo pipefail
cd "$(dirname "$0")"

say() { printf '\n== %s\n' "$*"; }

for part in rustfmt clippy; do
  if ! cargo "${part/rustfmt/fmt}" --version >/dev/null 2>&1; then
    if command -v rustup >/dev/null; then
      say "installing $part"
      rustup component add "$part"
    else
      say "$part is missing and there is no rustup to install it; its check is skipped"
    fi
  fi
done

if cargo fmt --version >/dev/null 2>&1; then
  say "format"
  cargo fmt --all --check
fi

if cargo clippy --version >/dev/null 2>&1; then
  say "lints"
  cargo clippy --all-targets --all-features -- -D warnings
fi

say "every feature alone, and none"
cargo check --no-default-features
for feature in serde arbitrary cli; do
  cargo check --no-default-features --features "$feature"
done

say "tests"
cargo test --all-features
cargo test --no-default-features

say "documentation"
RUSTDOCFLAGS="-D warnings" cargo doc --all-features --no-deps --lib

say "everything passed"
