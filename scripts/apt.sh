# Sourced: apt_need COMMAND PACKAGE... installs Debian packages when a command is missing and we are root.
apt_install() {
  local log
  log=$(mktemp)
  if ! { [ -n "${APT_UPDATED:-}" ] || apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >"$log" 2>&1; then
    cat "$log" >&2; rm -f "$log"; return 1
  fi
  APT_UPDATED=1
  rm -f "$log"
}

apt_need() {
  local command=$1; shift
  command -v "$command" >/dev/null && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt_install "$@"
  else echo "'$command' is missing. Install it first: sudo apt-get install $*" >&2; return 1
  fi
}

# apt_need_library NAME PACKAGE installs the package when the loader does not know the shared library.
apt_need_library() {
  /sbin/ldconfig -p | grep -q "$1" && return 0
  apt_need "shared library $1" "$2"
}
