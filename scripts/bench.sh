#!/usr/bin/env bash
# Every published figure by its command; nothing here is part of the test suite.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH" DJANGO_SETTINGS_MODULE=qianqiao.settings
for script in bench/*.py; do echo "== $script"; python "$script"; done
