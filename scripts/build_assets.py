"""Copies page assets from node_modules to src/qianqiao/web/static/vendor (ignored by git)."""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src" / "qianqiao" / "web" / "static" / "vendor"
ASSETS = {"htmx.org/dist/htmx.min.js": "htmx.min.js"}


def main() -> int:
    """Returns 1 where a package is missing, naming the command that brings it."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    for source, target in ASSETS.items():
        path = ROOT / "node_modules" / source
        if not path.is_file():
            print(f"{path.relative_to(ROOT)} is missing: run `npm ci` first", file=sys.stderr)
            return 1
        shutil.copyfile(path, VENDOR / target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
