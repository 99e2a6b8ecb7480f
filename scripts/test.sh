#!/usr/bin/env bash
# The whole suite. Against the embedded server, or any PostgreSQL that DATABASE_URL names.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/apt.sh
export PATH="$PWD/.venv/bin:$PATH" DJANGO_SETTINGS_MODULE=qianqiao.settings
apt_need chromium chromium fonts-noto-cjk
apt_need_library libatomic.so.1 libatomic1 # the browser driver's own Node links to it
[ -n "${DATABASE_URL:-}" ] || qianqiao db start >/dev/null
exec python -m pytest -n 2 --dist loadfile "$@"
