#!/bin/sh
# Makes .venv from the lock files, so that `pencere` runs in this checkout. Does nothing when
# all of it is up to date. With the word `tools` it also looks for the programs that the tests need.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
give_up() { say "$*"; exit 1; }

is_new_enough() {
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
  for name in ${PENCERE_PYTHON:-python3.13 python3.12 python3.11 python3 python3.14 python}; do
    if is_new_enough "$name"; then command -v "$name"; return; fi
  done
  give_up "pencere needs Python 3.11 or later, and there is ${PENCERE_PYTHON:-$(python3 -V 2>/dev/null || echo none)} here: install one (Debian: apt-get install python3), or name it in PENCERE_PYTHON."
}

install_debian() { # packages…
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Installing $* …"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >/dev/null 2>&1
  else
    return 1
  fi
}

make_venv() {
  python=$(find_python)
  if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    package="python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    install_debian "$package" || give_up "The Debian package $package is missing: apt-get install $package."
  fi
  "$python" -m venv --clear .venv || give_up "$python can't make .venv here: is the disk full, or the folder not yours?"
}

venv_works() {
  [ -x .venv/bin/python ] && is_new_enough .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1
}

digest() { # of all that decides what stands in .venv
  { pwd; .venv/bin/python -V; cat requirements/base.txt requirements/dev.txt requirements/set-up.sh; } | sha256sum
}

fill_venv() {
  say "Installing the locked packages into .venv …"
  # every package and its hash stands in the lock files: nothing is resolved, nothing is built
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
    --require-hashes --no-deps --only-binary :all: \
    -r requirements/base.txt -r requirements/dev.txt ||
    give_up "The locked packages can't be installed; what pip said stands above."
  # pencere itself: a path and a command, so that nothing has to be built
  site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  printf '%s\n' "$PWD/src" > "$site/pencere.pth"
  printf '%s\n' '#!/bin/sh' 'exec "$(dirname "$0")/python" -m pencere.config.cli "$@"' > .venv/bin/pencere
  chmod 755 .venv/bin/pencere
}

look_for_tools() {
  missing=""
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing="$missing chromium"
  command -v pdfsig >/dev/null || missing="$missing poppler-utils"
  [ -x /usr/sbin/clamd ] || command -v clamd >/dev/null || missing="$missing clamav-daemon"
  [ -z "$missing" ] && return
  # shellcheck disable=SC2086 - several words
  install_debian $missing || say "\`make test\` needs the Debian packages$missing: apt-get install$missing."
}

has_node() {
  command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' >/dev/null 2>&1
}

fill_interop() { # the relying party of other makers that signs in to pencere in the tests
  has_node || install_debian nodejs npm || true
  if ! has_node; then
    say "\`make test\` needs Node 20 or later with npm: its tests sign in with a certified OpenID client."
    return
  fi
  cd tests/interop
  if [ ! -f node_modules/digest ] || [ "$(sha256sum < package-lock.json)" != "$(cat node_modules/digest)" ]; then
    say "Installing the relying party of the tests …"
    npm ci --ignore-scripts --silent || give_up "The packages of tests/interop can't be installed; what npm said stands above."
    sha256sum < package-lock.json > node_modules/digest
  fi
  cd ../..
}

if [ ! -f .venv/digest ] || ! [ -x .venv/bin/python ] || [ "$(digest)" != "$(cat .venv/digest)" ]; then
  venv_works || make_venv
  fill_venv
  digest > .venv/digest
fi
.venv/bin/pencere translations compile
if [ "${1:-}" = tools ]; then look_for_tools; fill_interop; fi
