#!/usr/bin/env bash
# Runs all checks that a change must pass. Needs Rust; installs other tools if it can (xmllint, valgrind, Python's
# jsonschema, and compilers and emulators of other machines), and reports the checks it skips.
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

# install COMMAND PACKAGE WHY
install() {
  command -v "$1" >/dev/null && return
  command -v apt-get >/dev/null || return 0
  say "installing $2: $3"
  local as_root=()
  if [ "$(id -u)" != 0 ] && command -v sudo >/dev/null; then as_root=(sudo -n); fi
  { "${as_root[@]}" apt-get update -q && "${as_root[@]}" apt-get install -qy "$2"; } || true
}
install xmllint libxml2-utils "xmllint judges the validator"
install valgrind valgrind "it counts instructions"
install cc gcc "it compiles the programs that use the C interface"
install python3 python3 "peers in the tests, and the instruction counts"
install nats-server nats-server "farms are tested with it"
if ! python3 -c "import jsonschema" 2>/dev/null; then
  install jsonschema python3-jsonschema "it judges the JSON form"
fi

if command -v xmllint >/dev/null; then
  # From here on, a missing xmllint is a failure, and no longer a reason to skip.
  export LIBXML2=required
else
  say "xmllint (libxml2-utils) is missing and could not be installed; the comparison with libxml2 is skipped"
fi

if cargo fmt --version >/dev/null 2>&1; then
  say "format"
  cargo fmt --all --check
fi

if cargo clippy --version >/dev/null 2>&1; then
  say "lints"
  cargo clippy --workspace --all-targets --all-features -- -D warnings
fi

say "every feature alone, and none"
cargo check --no-default-features
for feature in std jiff serde arbitrary login transport tokio _laws; do
  cargo check --no-default-features --features "$feature"
done

say "tests"
cargo test --workspace --all-features
cargo test --no-default-features

say "the Python package"
python/test.sh

say "fuzz targets, a few seconds each"
fuzz/smoke.sh "${SECONDS_PER_TARGET:-5}"
capi/fuzz/smoke.sh "${SECONDS_PER_TARGET:-5}"

say "other machines: 32 bits, most significant byte first, WebAssembly, none but a processor"
tests/machines.sh i686 s390x wasm32 cortex-m

say "instructions per byte"
benches/instructions.sh --check
bwcap/benches/speed.sh --check

say "public interface"
tests/public-api.sh

say "documentation"
RUSTDOCFLAGS="-D warnings" cargo doc --all-features --no-deps --lib -p broadworks-cap -p broadworks-simulator -p broadworks-farm -p broadworks-client

say "everything passed"
