#!/usr/bin/env bash
# The Debian package: packaging/deb.sh BINARY LICENCES OUT
#
# BINARY is the helper, LICENCES the licence texts of what is compiled into it, OUT the folder for the package. With
# dpkg-deb, which every Debian has: the package is one binary, four manifests and some text, and needs no script at
# installation. The manifests are written by the helper's own `install`, so there is one table of places.
# The same input makes the same bytes: SOURCE_DATE_EPOCH is every file's time.
set -euo pipefail
binary=$(realpath "$1") licences=$(realpath "$2") out=$(realpath "$3")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
umask 022

version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
architecture=$(dpkg --print-architecture)
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH=$epoch
tree=$(mktemp -d "${TMPDIR:-/tmp}/losen-deb.XXXXXX")
trap 'rm -rf "$tree"' EXIT
chmod 755 "$tree"

install -D -m 755 "$binary" "$tree/usr/bin/losen"
strip --strip-unneeded "$tree/usr/bin/losen"
# Brave and Vivaldi read Chrome's folder.
env -i HOME=/nonexistent PATH="$PATH" "$tree/usr/bin/losen" install --system --root "$tree" --program /usr/bin/losen --yes \
  --browser chrome --browser chromium --browser edge --browser firefox >/dev/null
find "$tree/etc" -type f -printf '/etc/%P\n' | LC_ALL=C sort >"$tree.conffiles"

doc=$tree/usr/share/doc/losen
install -d -m 755 "$doc"
install -m 644 docs/ADMIN.md docs/SECURITY.md docs/PRIVACY.md README.md "$doc/"
{
  printf 'Losen is licensed under the MIT licence or the Apache licence 2.0, as you like.\n'
  printf 'On Debian the latter is in /usr/share/common-licenses/Apache-2.0.\n\n'
  cat LICENSE-MIT
  printf '\n'
  cat "$licences"
} >"$doc/copyright"
gzip -9n <CHANGELOG.md >"$doc/changelog.gz"
man=$tree/usr/share/man/man1
install -d -m 755 "$man"
sed "s/@VERSION@/$version/" packaging/losen.1 | gzip -9n >"$man/losen.1.gz"
chmod 644 "$doc"/* "$man"/*

# The C library that the binary was linked against; a Rust binary needs no other package.
libc=$(objdump -T "$tree/usr/bin/losen" | grep -o 'GLIBC_[0-9.]*' | sed 's/GLIBC_//' | LC_ALL=C sort -Vu | tail -1)
needs="libc6 (>= $libc)"
# Read whole: `grep -q` would end before objdump has, and pipefail would then say that nothing was found.
libraries=$(objdump -p "$tree/usr/bin/losen" | sed -n 's/^ *NEEDED *//p')
if [[ $libraries == *libgcc_s* ]]; then needs="$needs, libgcc-s1"; fi
size=$(du -ks --apparent-size "$tree" | cut -f1)
install -d -m 755 "$tree/DEBIAN"
mv "$tree.conffiles" "$tree/DEBIAN/conffiles"
chmod 644 "$tree/DEBIAN/conffiles"
cat >"$tree/DEBIAN/control" <<END
Package: losen
Version: $version
Architecture: $architecture
Maintainer: Losen <losen@losen.no>
Installed-Size: $size
Depends: $needs
Recommends: pinentry-gnome3 | pinentry-qt | pinentry-x11, libsecret-tools
Section: web
Priority: optional
Description: fetches tokens from Maskinporten for the browser extension Losen
 Losen guides the staff of Norwegian public bodies through creating clients for
 Maskinporten, ID-porten and the contact register KRR. This is its helper: it
 signs with the organisation's enterprise certificate, whose key never leaves
 the machine, and hands the browser extension short-lived tokens.
 .
 It registers itself for Chrome, Chromium, Edge, Brave, Vivaldi and Firefox, for
 every user of the machine.
END
(cd "$tree" && find . -type f -not -path './DEBIAN/*' -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' md5sum >DEBIAN/md5sums)
find "$tree" -depth -exec touch -h -d "@$epoch" {} +
file=$out/losen_${version}_$architecture.deb
dpkg-deb --root-owner-group --threads-max=1 -Z"${LOSEN_DEB_COMPRESSION:-xz}" --build "$tree" "$file" >/dev/null
printf '%s\n' "$file"
