#!/usr/bin/env bash
# Makes .venv with uv in it. Needs Python 3.11 or newer; as root it installs Debian's venv module when that is missing.
set -euo pipefail
python=${1:-python3}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  for candidate in python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null && "$candidate" -c '' 2>/dev/null; then python=$candidate; break; fi
  done
fi
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
  echo "Qianqiao needs Python 3.11 or newer as 'python3' (or: make PYTHON=/path/to/python3.12 ...)." >&2; exit 1; }

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    . "$(dirname "$0")/apt.sh"
    apt_install python3-venv
  else
    echo "Python's venv module is missing. Install it first: sudo apt-get install python3-venv" >&2; exit 1
  fi
fi

[ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null || { rm -rf .venv; "$python" -m venv .venv; }
[ -x .venv/bin/pip ] || .venv/bin/python -m ensurepip --default-pip >/dev/null
.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.lock
