#!/usr/bin/env bash
# Makes in bwcap/package/ what is handed to others, and checks it: the program, its manual pages and completions, a Debian package, and
# a program that needs no library of the system. What cannot be made is reported and left out.
#   cargo install cargo-deb                           for the Debian package
#   rustup target add x86_64-unknown-linux-musl       for the program without libraries, with Debian's musl-tools
# FEATURES="watch export" adds features of the tool.
set -euo pipefail
cd "$(dirname "$0")"

out=$PWD/package
target=${CARGO_TARGET_DIR:-$PWD/../target}
features=${FEATURES:-}
fail() { echo "package: $*" >&2; exit 1; }
size() { echo "$1: $(du -h --apparent-size "$2" | cut -f1) $2"; }

rm -rf "$out"
mkdir -p "$out/man" "$out/completions"

cargo build --quiet --locked --profile dist --features "$features"
cp "$target/dist/bwcap" "$out/bwcap"
"$out/bwcap" man "$out/man"
"$out/bwcap" completions bash >"$out/completions/bwcap.bash"
"$out/bwcap" completions zsh >"$out/completions/_bwcap"
"$out/bwcap" completions fish >"$out/completions/bwcap.fish"
"$out/bwcap" completions powershell >"$out/completions/bwcap.ps1"
bash -n "$out/completions/bwcap.bash" || fail "the completions are no script"
size "program" "$out/bwcap"

if cargo deb --version >/dev/null 2>&1; then
  cargo deb --quiet --locked --no-build --no-strip --profile dist --features "$features" --output "$out"
  deb=$(ls "$out"/*.deb)
  unpacked=$(mktemp -d)
  trap 'rm -rf "$unpacked"' EXIT
  dpkg-deb --extract "$deb" "$unpacked"
  for file in usr/bin/bwcap usr/share/man/man1/bwcap-decode.1.gz usr/share/bash-completion/completions/bwcap \
    usr/share/zsh/vendor-completions/_bwcap usr/share/fish/vendor_completions.d/bwcap.fish; do
    [ -s "$unpacked/$file" ] || fail "$deb has no $file"
  done
  "$unpacked/usr/bin/bwcap" decode ../corpus/stream/login.xml >/dev/null || fail "the program in $deb does not work"
  size "Debian package" "$deb"
else
  echo "package: no Debian package, because cargo-deb is not installed" >&2
fi

musl=$(uname -m)-unknown-linux-musl
compiler=${musl/-unknown/}-gcc
if ! command -v "$compiler" >/dev/null; then
  echo "package: no program without libraries, because $compiler is missing, which the code of TLS needs" >&2
elif rustup target list --installed 2>/dev/null | grep -qx "$musl"; then
  cargo build --quiet --locked --profile dist --features "$features" --target "$musl"
  cp "$target/$musl/dist/bwcap" "$out/bwcap-static"
  # `ldd` fails for a program without libraries, or says so.
  if ldd "$out/bwcap-static" 2>/dev/null | grep -q '=>'; then fail "bwcap-static needs libraries"; fi
  "$out/bwcap-static" decode ../corpus/stream/login.xml >/dev/null || fail "bwcap-static does not work"
  size "program without libraries" "$out/bwcap-static"
else
  echo "package: no program without libraries, because the target $musl is not installed" >&2
fi
