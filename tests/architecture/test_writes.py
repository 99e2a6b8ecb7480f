"""Rows are written in `domain/` only (the kernel writes its own tables; managers make people)."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "qianqiao"
ROOMS = ("organisations", "catalogue", "demands", "imports", "search", "matching", "web", "api", "cli")
WRITES = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
ALLOWED = {"organisations/managers.py"}


def written_outside_domain() -> list[str]:
    found = []
    for room in ROOMS:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            relative = path.relative_to(PACKAGE)
            if {"domain", "migrations", "engine"} & set(relative.parts) or relative.as_posix() in ALLOWED:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES and writes_a_row(node):
                    found.append(f"{relative}:{node.lineno} .{node.func.attr}()")
    return found


def writes_a_row(call: ast.Call) -> bool:
    """openpyxl's workbook.save(path) and form or image saves are no database writes."""
    assert isinstance(call.func, ast.Attribute)
    target = ast.unparse(call.func.value)
    return not (call.func.attr == "save" and any(word in target.lower() for word in ("workbook", "book", "wb")))


def test_rows_are_written_in_domain_only() -> None:
    assert written_outside_domain() == []
