"""No file grows past what a person reads in one sitting; no junk drawers."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "qianqiao"
LOOK_TWICE = 400


def test_no_module_is_longer_than_400_lines() -> None:
    long = {
        str(path.relative_to(PACKAGE)): lines
        for path in PACKAGE.rglob("*.py")
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > LOOK_TWICE
    }
    assert long == {}


def test_there_is_no_junk_drawer() -> None:
    banned = {"utils", "helpers", "common", "misc"}
    assert [str(p) for p in PACKAGE.rglob("*") if p.stem in banned] == []
