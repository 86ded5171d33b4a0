# What a release is judged and packed by: for build.sh, and for crates/helper/tests/release.rs, which needs no release build.
# shellcheck shell=bash

# What the helper may weigh. Bytes.
HELPER_LIMIT=6000000

# within_limit FILE
within_limit() {
  local size
  size=$(stat -c %s "$1") || return
  echo "$(basename "$1") weighs $size bytes, $HELPER_LIMIT allowed"
  [ "$size" -le "$HELPER_LIMIT" ]
}

# archive FOLDER NAME EPOCH: FOLDER/NAME as a tar.gz on stdout. The same files always make the same bytes.
archive() {
  tar -C "$1" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$3" -cf - "$2" | gzip -9n
}

# sums FOLDER: the checksums of everything that is published.
sums() { (cd "$1" && sha256sum -- losen* >SHA256SUMS && cat SHA256SUMS); }
