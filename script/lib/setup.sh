# Shared by the scripts: finds Swift, installs the system packages that are missing, and leaves the
# terminal as it was. Sourced, not run.

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# What is measured and used: with Swift's own libraries inside, the program starts faster, takes less
# memory and can be copied to a machine without Swift.
RELEASE_BUILD=(swift build -c release --static-swift-stdlib)

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# Puts the terminal back and takes working folders away, however the script ends.
saved_terminal=
[ ! -t 0 ] || saved_terminal=$(stty -g 2>/dev/null || true)
working_folder=
postgres_pid=
hub_pid=
worker_pid=
clean_up() {
  if [ -n "$worker_pid" ]; then
    kill "$worker_pid" 2>/dev/null || true
    wait "$worker_pid" 2>/dev/null || true
  fi
  if [ -n "$hub_pid" ]; then
    kill "$hub_pid" 2>/dev/null || true
    wait "$hub_pid" 2>/dev/null || true
  fi
  if [ -n "$postgres_pid" ]; then
    kill -INT "$postgres_pid" 2>/dev/null || true
    wait "$postgres_pid" 2>/dev/null || true
  fi
  [ -z "$saved_terminal" ] || stty "$saved_terminal" 2>/dev/null || true
  [ -z "$working_folder" ] || rm -rf "$working_folder"
}
trap clean_up EXIT

need_debian() {
  [ "$(uname -s)" = Linux ] ||
    fail "Clinic runs on Linux; on this system ($(uname -s)) use a Debian or Ubuntu machine, container or virtual machine."
  command -v apt-get >/dev/null 2>&1 ||
    fail "These scripts install packages with apt-get, which is not here. Install Swift 6.3, the development files of ncurses (wide), SQLite 3 and libcurl, a C compiler and git, then run: swift build -c release --product clinic"
}

need_swift() {
  local place
  if ! command -v swift >/dev/null 2>&1; then
    for place in /opt/swift/usr/bin "$HOME/.local/share/swiftly/bin" "$HOME/.swiftly/bin" /usr/local/swift/usr/bin; do
      if [ -x "$place/swift" ]; then
        export PATH="$place:$PATH"
        break
      fi
    done
  fi
  command -v swift >/dev/null 2>&1 ||
    fail "No Swift toolchain: install Swift 6.3 or newer from https://www.swift.org/install/linux (its installer is called swiftly), then run this again."
  local version
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
  case $version in
  [0-5].* | 6.0 | 6.1 | 6.2)
    fail "Swift $version is too old: install Swift 6.3 or newer from https://www.swift.org/install/linux, then run this again."
    ;;
  esac
}

has_package() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# need_packages "why" package...: installs those that are missing.
need_packages() {
  local why=$1 missing=() package
  shift
  for package in "$@"; do
    has_package "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "Installing ${missing[*]} ($why)."
  local run=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 ||
      fail "Not root and no sudo: ask an administrator for: apt-get install ${missing[*]}"
    if [ -t 0 ]; then run=(sudo); else run=(sudo -n); fi
  fi
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0)
  if ! "${run[@]}" "${apt[@]}" install --no-install-recommends "${missing[@]}" </dev/null >&2; then
    # The lists of packages may be missing or old.
    "${run[@]}" "${apt[@]}" update </dev/null >&2 &&
      "${run[@]}" "${apt[@]}" install --no-install-recommends "${missing[@]}" </dev/null >&2 ||
      fail "Could not install ${missing[*]}; see above."
  fi
}

need_build_packages() {
  need_packages "to build: compiler support, ncurses, SQLite and libcurl" \
    git ca-certificates binutils libc6-dev libncurses-dev libsqlite3-dev libcurl4-openssl-dev tzdata
  # Its number differs between releases: g++ brings the one that fits.
  dpkg-query -W -f '${db:Status-Status}\n' 'libstdc++-*-dev' 2>/dev/null | grep -qx installed ||
    need_packages "to link: the C++ library's development files" g++
}

# What the hub and its tests need beside.
need_hub_packages() {
  need_packages "for the hub: PostgreSQL, its client library and zlib" \
    postgresql libpq-dev zlib1g-dev util-linux
}

# What the tests of the hub's samples need: a proxy, and the tools that read rules and counters. The
# latter are taken out of their packages, as installing those would start their services, too.
need_hub_tools() {
  need_packages "to try several hubs behind a proxy, and to read their counters" \
    haproxy python3-prometheus-client
  local tools=$ROOT/.build/tools tool missing=
  for tool in promtool amtool; do
    [ -x "/usr/bin/$tool" ] || [ -x "$tools/usr/bin/$tool" ] || missing=yes
  done
  [ -n "$missing" ] || return 0
  say "Fetching promtool and amtool (to test the rules of packaging/)."
  mkdir -p "$tools"
  (
    cd "$tools"
    apt-get -q download prometheus prometheus-alertmanager >&2
    for package in prometheus*.deb; do dpkg-deb -x "$package" .; done
    rm -rf prometheus*.deb etc lib var usr/share usr/lib usr/bin/prometheus*
  ) || fail "Could not fetch promtool and amtool; see above."
}

# start_postgres FOLDER [COMMAND...]: a private PostgreSQL with its files and its socket in FOLDER, without a
# port; nobody but its owner may enter. COMMAND runs the server. Sets DATABASE_URL and postgres_pid.
start_postgres() {
  local folder=$1 programs run=()
  shift
  programs=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
  mkdir -p "$folder"
  # A socket's path may not be long.
  [ ${#folder} -lt 80 ] || fail "The path $folder is too long for PostgreSQL's socket: choose a shorter one."
  if [ "$(id -u)" -eq 0 ]; then
    # PostgreSQL refuses to run as root.
    chown postgres:postgres "$folder"
    run=(setpriv --reuid=postgres --regid=postgres --clear-groups)
  fi
  chmod 700 "$folder"
  [ -f "$folder/data/PG_VERSION" ] ||
    (cd "$folder" && "${run[@]}" "$programs/initdb" -D data -U clinic -A trust -E UTF8 --locale=C.UTF-8 >/dev/null) ||
    fail "PostgreSQL could not make its files in $folder."
  "${run[@]}" tee "$folder/data/clinic-hub.conf" >/dev/null <"$ROOT/packaging/postgresql/clinic-hub.conf"
  grep -q clinic-hub.conf "$folder/data/postgresql.conf" ||
    printf "include 'clinic-hub.conf'\n" | "${run[@]}" tee -a "$folder/data/postgresql.conf" >/dev/null
  (cd "$folder" && exec "$@" "${run[@]}" "$programs/postgres" -D data -k "$folder" -c listen_addresses= \
    -c max_connections=200 >>"$folder/postgres.log" 2>&1) &
  postgres_pid=$!
  export DATABASE_URL="postgresql:///postgres?host=$folder&user=clinic"
  local try
  for try in $(seq 150); do
    ! "$programs/pg_isready" -q -h "$folder" -U clinic || return 0
    kill -0 "$postgres_pid" 2>/dev/null || break
    sleep 0.2
  done
  fail "PostgreSQL did not start: see $folder/postgres.log"
}
