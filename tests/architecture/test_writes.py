"""Rows are written in `domain/` only (the kernel writes its own tables; managers make people)."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "qianqiao"
ROOMS = (
    "organisations",
    "notices",
    "people",
    "catalogue",
    "demands",
    "imports",
    "search",
    "matching",
    "oversight",
    "agreements",
    "docking",
    "web",
    "api",
    "cli",
)
WRITES = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
ALLOWED = {"organisations/managers.py"}


def written_outside_domain() -> list[str]:
    found = []
    for room in ROOMS:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            relative = path.relative_to(PACKAGE)
            if {"domain", "migrations", "engine"} & set(relative.parts) or relative.as_posix() in ALLOWED:
                continue
            calls = (
                node
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.Call)
            )
            found += [
                f"{relative}:{call.lineno} {ast.unparse(call.func)}()" for call in calls if writes_a_row(call)
            ]
    return found


def writes_a_row(call: ast.Call) -> bool:
    """A call of a writing method; openpyxl's workbook.save(path) is no database write."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
        return False
    target = ast.unparse(call.func.value).lower()
    return not (call.func.attr == "save" and any(word in target for word in ("workbook", "book", "wb")))


def test_rows_are_written_in_domain_only() -> None:
    assert written_outside_domain() == []
