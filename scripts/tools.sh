# shellcheck shell=bash
# Sourced by ./demo and ./check: what a machine with only Rust and a C compiler lacks, and how it is installed.
# On Debian and Ubuntu, as root or with a sudo that asks nothing, packages are installed; elsewhere one sentence says which.

export DEBIAN_FRONTEND=noninteractive

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
may_install() { command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; }

# Package lists are fetched once a run, and only when something has to be installed.
lists_fetched=no
fetch_lists() {
  [ "$lists_fetched" = yes ] && return 0
  # One unreachable source among several is not the end: the installation after it decides.
  retry as_root apt-get update -qq || true
  lists_fetched=yes
}

retry() {
  local attempt
  for attempt in 1 2 3; do
    "$@" && return 0
    printf 'attempt %s did not succeed: %s\n' "$attempt" "$*" >&2
  done
  return 1
}

# install WHAT PACKAGE...: installs Debian packages, or says in one sentence what the person has to install.
install() {
  local what=$1
  shift
  if ! may_install; then
    printf '%s is missing: install it (on Debian and Ubuntu: sudo apt-get install %s), then try again.\n' "$what" "$*"
    return 1
  fi
  printf 'installing %s (%s)\n' "$what" "$*"
  # A lock held by another installation is waited for; a question is never asked.
  fetch_lists && retry as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold "$@" >/dev/null </dev/null
}

have_initdb() { command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
have_node() { command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node, 10) >= 18 ? 0 : 1)' 2>/dev/null; }
have_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }
# Pages are measured with a real font; without one Chromium draws boxes and widths mean nothing.
have_fonts() { command -v fc-list >/dev/null && fc-list 2>/dev/null | grep -q -i dejavu; }

rust_tools() {
  command -v cargo >/dev/null && return 0
  echo 'Rust is missing: install it with rustup (www.rust-lang.org/tools/install), then try again.'
  return 1
}
build_tools() {
  local ok=yes
  command -v cc >/dev/null || install 'A C compiler' gcc libc6-dev || ok=no
  # OpenSSL is built from source and asks for both.
  command -v make >/dev/null || install 'make' make || ok=no
  perl -MFindBin -MIPC::Cmd -e 1 2>/dev/null || install 'perl' perl || ok=no
  [ "$ok" = yes ]
}
database_tools() { have_initdb || install 'The PostgreSQL server' postgresql; }
browser_tools() {
  have_node || install 'Node.js (18 or later) with npm' nodejs npm || return 1
  have_node || { echo 'Node.js is older than 18: install a newer one, then try again.'; return 1; }
  have_fonts || install 'A font (DejaVu)' fontconfig fonts-dejavu-core || return 1
  have_chromium || install 'Chromium' chromium || return 1
}
# outloud, which judges PDF/UA-1 as another program than ours, in a folder of its own below the target.
paper_tools() { command -v qpdf >/dev/null || install 'qpdf' qpdf; }
outloud_version=0.2.1
outloud_tools() {
  local folder=${target:?}/tools/outloud
  outloud=$folder/bin/outloud
  [ "$("$outloud" --version 2>/dev/null | grep -oE '[0-9]+(\.[0-9]+)+')" = "$outloud_version" ] && return 0
  python3 -c 'import venv, ensurepip' 2>/dev/null || install 'Python (3.10 or later)' python3 python3-venv || return 1
  python3 -m venv "$folder" && retry "$folder/bin/pip" install --quiet --disable-pip-version-check "outloud==$outloud_version"
}
