#!/usr/bin/env bash
# Builds the Python package into an environment of its own and runs its tests. Needs Rust, Python 3.9 or later with
# venv, and a package index; without them it says so and is skipped.
#   python/test.sh          the tests
#   python/test.sh --bench  the tests, and the comparison with lxml
set -euo pipefail
cd "$(dirname "$0")"

skip() {
  echo "python: skipped, $*"
  [ "${REQUIRED:-}" != 1 ] || exit 1
  exit 0
}

target="${CARGO_TARGET_DIR:-$PWD/../target}"
mkdir -p "$target"
target="$(cd "$target" && pwd)"
venv="$target/python-venv"
export CARGO_TARGET_DIR="$target/python"
# The example client is tested against the simulator, if the tests of the workspace have built it.
if [ -z "${BROADWORKS_SIMULATOR:-}" ]; then
  simulator="$target/debug/broadworks-simulator"
  [ -x "$simulator" ] || { echo "python: the client is not tested, because there is no $simulator"; simulator=; }
  export BROADWORKS_SIMULATOR="$simulator"
fi

command -v python3 >/dev/null || skip "there is no python3"
python3 -c 'import sys; sys.exit(sys.version_info < (3, 9))' || skip "python3 is older than 3.9"
[ -x "$venv/bin/pip" ] || python3 -m venv "$venv" 2>/dev/null || skip "there is no module venv (python3-venv)"
tools=(maturin pytest mypy)
[ "${1:-}" != --bench ] || tools+=(lxml)
"$venv/bin/pip" install --quiet --disable-pip-version-check "${tools[@]}" ||
  skip "${tools[*]} could not be installed; is there a network?"

export VIRTUAL_ENV="$venv" PATH="$venv/bin:$PATH"
cargo fmt --check 2>/dev/null || { cargo fmt --version >/dev/null 2>&1 && exit 1; }
maturin develop --quiet --locked
python -m pytest -q tests
# The types that are declared are those of the module.
python -m mypy.stubtest broadworks_cap._native
python -m mypy --strict broadworks_cap examples tests
if [ "${1:-}" = --bench ]; then
  maturin develop --quiet --locked --release
  python benches/lxml_compare.py
fi
