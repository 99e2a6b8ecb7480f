"""The lock files name every package of their .in file, with hashes, and no download address."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def faults() -> list[str]:
    found = []
    for source in sorted((ROOT / "requirements").glob("*.in")):
        lock = source.with_suffix(".lock").read_text(encoding="utf-8")
        locked = {
            name.lower().replace("_", "-") for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)
        }
        wanted = re.findall(
            r"^([A-Za-z0-9][A-Za-z0-9._-]*)", source.read_text(encoding="utf-8"), re.MULTILINE
        )
        found += [
            f"{source.name}: {name} is not locked"
            for name in wanted
            if name.lower().replace("_", "-") not in locked
        ]
        if "://" in lock:
            found.append(f"{lock}: holds a download address")
    npm = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    if '"resolved"' in npm:
        found.append(
            "package-lock.json holds download addresses: npm config set omit-lockfile-registry-resolved true"
        )
    return found


if __name__ == "__main__":
    problems = faults()
    print("\n".join(problems))
    sys.exit(1 if problems else 0)
