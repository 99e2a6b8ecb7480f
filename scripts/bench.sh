#!/usr/bin/env bash
# Every published figure by its command, then the benches of speed and memory; nothing here is part of the test suite.
# --small: only the figures that need no data from outside the project, as on every change of main.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH" DJANGO_SETTINGS_MODULE=qianqiao.settings
if [ "${1:-}" = --small ]; then exec python bench/figures.py --small; fi
failed=()
python bench/figures.py || failed+=(bench/figures.py)
for script in $(grep -l '^if __name__ == "__main__"' bench/*.py); do
  case $script in bench/figures.py | bench/make_*) continue ;; esac # make_*: they write what the engine packages
  echo "== $script"
  python "$script" || failed+=("$script")
done
[ ${#failed[@]} -eq 0 ] || { echo "failed: ${failed[*]}"; exit 1; }
