# Sourced by the other scripts: what this machine lacks, and the builds that they share.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv="$repository/.build-venv"

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }

# need_packages NAME…: installs the missing Debian packages, or prints the exact line and stops.
need_packages() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local line="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" -eq 0 ]; then
    say "Installing: ${missing[*]}"
    bash -c "DEBIAN_FRONTEND=noninteractive; export DEBIAN_FRONTEND; $line" >"$repository/.build-packages.log" 2>&1 ||
      { tail -n 20 "$repository/.build-packages.log"; echo "These packages could not be installed: ${missing[*]}" >&2; exit 1; }
  elif sudo -n true 2>/dev/null; then
    say "Installing with sudo: ${missing[*]}"
    sudo bash -c "DEBIAN_FRONTEND=noninteractive; export DEBIAN_FRONTEND; $line" >"$repository/.build-packages.log" 2>&1 ||
      { tail -n 20 "$repository/.build-packages.log"; echo "These packages could not be installed: ${missing[*]}" >&2; exit 1; }
  else
    printf 'Some packages are missing. Please run this line, then start again:\n\n  sudo sh -c "%s"\n\n' "$line" >&2
    exit 1
  fi
}

need_swift() {
  command -v swift >/dev/null 2>&1 && return 0
  echo "Swift 6.2 or later is needed, and 'swift' was not found on the PATH." >&2
  exit 1
}

# build_release PRODUCT…: optimised, with Swift's own libraries inside: a call into them costs less, and where the programs are
# installed nobody needs Swift.
build_release() {
  need_swift
  say "Building a release"
  local started=$SECONDS
  for product in "$@"; do
    (cd "$repository" && swift build -c release --static-swift-stdlib --scratch-path .build-release --product "$product")
  done
  echo "built in $((SECONDS - started)) s"
}
release="$repository/.build-release/release"

# need_python: the third-party clients and the browser driver of the tests, pinned in Tests/requirements.txt.
need_python() {
  local stamp="$venv/requirements.installed"
  if ! cmp -s "$repository/Tests/requirements.txt" "$stamp" 2>/dev/null; then
    say "Preparing the tests' Python packages"
    [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$repository/Tests/requirements.txt"
    cp "$repository/Tests/requirements.txt" "$stamp"
  fi
}

serving_packages=(libssl-dev libsqlite3-dev libpq-dev libqrencode-dev zlib1g-dev pkg-config python3)
# What a script needs that logs in as a wallet and a browser do; with need_python.
login_packages=(python3-venv zbar-tools)
testing_packages=("${login_packages[@]}" chromium fonts-noto-cjk openssl softhsm2 opensc postgresql apache2 libapache2-mod-auth-openidc nginx prometheus groff)
