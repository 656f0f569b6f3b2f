#!/usr/bin/env bash
# Compares the public interface with tests/snapshots/public-api.txt, so that no change of it goes unnoticed.
#   tests/public-api.sh            fails if they differ
#   tests/public-api.sh --update   accepts the present interface
# Needs a nightly compiler and cargo-public-api, which it installs if it can. Skips with a message without them.
set -euo pipefail
cd "$(dirname "$0")/.."

skip() { echo "public interface: skipped, $*" >&2; exit 0; }

cargo +nightly --version >/dev/null 2>&1 || skip "there is no nightly compiler"
if ! command -v cargo-public-api >/dev/null; then
  echo "public interface: installing cargo-public-api" >&2
  cargo install --quiet --locked cargo-public-api || skip "cargo-public-api cannot be installed"
fi
list=$(cargo +nightly public-api -sss --features std,jiff,serde,arbitrary,login,transport,tokio 2>/dev/null) ||
  skip "cargo-public-api does not understand this nightly compiler"

# Methods that every element implements for a trait say nothing, and the name of the crate is in every line. What has
# two paths is listed once, and the value sets at the root.
now=$(grep '^pub \|^#\[non_exhaustive\]' <<<"$list" |
  grep -vE 'message::[a-z_]+::[A-Za-z]+(<.*>)?::(field|schema|unknown|unknown_mut|element|element_mut|open|write|slot|slot_mut|count|label|text|set|replace|remove)\(&|::(default|fmt|clone|eq|from|arbitrary)\(|(Text|Value|Secret|Flag|List)<.*>::(count|text|label|element|element_mut|open|replace|write|set)\(&|(Text|Value|Secret|Flag)<.*>::remove\(&|List<.*>::remove\(.*bool$' |
  sed 's/broadworks_cap:://g; s/core::option:://g; s/core::result:://g; s/alloc::[a-z]*:://g' |
  grep -vE '^(#\[non_exhaustive\] )?pub ([a-z]+ )*message::values::' | awk '!seen[$0]++')
snapshot=tests/snapshots/public-api.txt
if [ "${1:-}" = --update ]; then
  printf '%s\n' "$now" >"$snapshot"
elif ! diff --unified=0 "$snapshot" - <<<"$now"; then
  echo "public interface: it is not as in $snapshot; accept the change with tests/public-api.sh --update" >&2
  exit 1
else
  echo "public interface: unchanged, $(wc -l <"$snapshot") items"
fi
