#!/usr/bin/env bash
# Builds the C interface and installs headers, libraries and broadworks_cap.pc.
# Usage: install.sh PREFIX. DESTDIR is put before PREFIX for what is written, PROFILE is a profile of cargo (release).
set -euo pipefail
[ $# = 1 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 2; }
case $1 in /*) prefix=$1 ;; *) prefix=$PWD/$1 ;; esac
cd "$(dirname "$0")"

profile=${PROFILE:-release}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
interface=${version%%.*}
[ "$interface" != 0 ] || interface=${version%.*}

cargo build --quiet --lib --profile "$profile"
target=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
folder=$profile
[ "$profile" != dev ] || folder=debug
built=$target/$folder

to=${DESTDIR:-}$prefix
install -d "$to/include" "$to/lib/pkgconfig"
install -m 644 include/broadworks_cap.h include/broadworks_cap_names.h "$to/include/"
sed "s|@PREFIX@|$prefix|; s|@VERSION@|$version|" broadworks_cap.pc.in > "$to/lib/pkgconfig/broadworks_cap.pc"
install -m 644 "$built/libbroadworks_cap.a" "$to/lib/"
if [ -f "$built/libbroadworks_cap.so" ]; then
  install -m 755 "$built/libbroadworks_cap.so" "$to/lib/libbroadworks_cap.so.$version"
  ln -sf "libbroadworks_cap.so.$version" "$to/lib/libbroadworks_cap.so.$interface"
  ln -sf "libbroadworks_cap.so.$interface" "$to/lib/libbroadworks_cap.so"
elif [ -f "$built/libbroadworks_cap.dylib" ]; then
  install -m 755 "$built/libbroadworks_cap.dylib" "$to/lib/"
fi
echo "installed broadworks_cap $version in $to"
