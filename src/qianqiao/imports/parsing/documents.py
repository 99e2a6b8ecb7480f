"""An expert's works, as objects or one per line: title | year | kind | text."""

import re
from collections.abc import Mapping
from typing import Any

from qianqiao.core.blanks import is_blank
from qianqiao.imports.parsing.lists import LARGEST_COUNT
from qianqiao.imports.parsing.plan import Plan
from qianqiao.imports.parsing.scalars import as_text
from qianqiao.imports.problems import CellRefused, shortened

Row = dict[str, Any]
_WORDS = {
    "paper": ("论文", "期刊论文", "文章"),
    "patent": ("专利", "发明专利"),
    "project": ("项目", "课题"),
    "achievement": ("成果", "科技成果"),
}
_KINDS = {word: kind for kind, words in _WORDS.items() for word in (kind, *words)}
_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20\d\d)(?!\d)年?")
_LEFT_OVER = re.compile(r"（\s*）|\(\s*\)|\[\s*\]|[,，.。、\s]+$")
_LIMITS = {"title": 400, "title_en": 500}  # columns of catalogue.models.ExpertDocument
_TEXT_LIMIT = 20_000


def parse_documents(plan: Plan, value: object) -> list[Row]:
    """Rows of title, title_en, text, text_en, year and kind."""
    if isinstance(value, Mapping):
        value = [value]
    if isinstance(value, list | tuple):
        rows = [
            _from_object(item) if isinstance(item, Mapping) else _from_line(as_text(item)) for item in value
        ]
    else:
        text = as_text(value)
        lines = text.split("\n") if "\n" in text else re.split(r"[；;]", text)
        rows = [_from_line(line.strip()) for line in lines if not is_blank(line)]
    if len(rows) > LARGEST_COUNT:
        labels = {"field_zh": plan.spec.label_zh, "field_en": plan.spec.label_en}
        raise CellRefused("too_many_items", count=str(len(rows)), limit=str(LARGEST_COUNT), **labels)
    return rows


def _from_object(given: Mapping[str, Any]) -> Row:
    told = {key: as_text(given.get(key)) for key in ("title", "title_en", "text", "text_en")}
    year = given.get("year")
    kind = _KINDS.get(as_text(given.get("kind") or "paper").casefold())
    if kind is None:
        raise CellRefused("documents_unreadable", value=shortened(given))
    return _checked({**told, "year": None if is_blank(year) else as_text(year), "kind": kind}, given)


def _from_line(line: str) -> Row:
    title, *parts = (part.strip() for part in re.split(r"[|｜\t]", line))
    row: Row = {"title": title, "title_en": "", "text": "", "text_en": "", "year": None, "kind": "paper"}
    for part in parts:
        if _YEAR.fullmatch(part):
            row["year"] = part
        elif part.casefold() in _KINDS:
            row["kind"] = _KINDS[part.casefold()]
        else:
            row["text"] = f"{row['text']} {part}".strip()
    if not parts and (year := _YEAR.search(line)):
        row["year"] = year[0]
        row["title"] = _LEFT_OVER.sub("", line.replace(year[0], "", 1))
    return _checked(row, line)


def _checked(row: Row, said: object) -> Row:
    row["title"] = " ".join(row["title"].strip("《》").split()) or row["title_en"]
    too_long = any(len(row[name]) > limit for name, limit in _LIMITS.items())
    if not row["title"] or too_long or max(len(row["text"]), len(row["text_en"])) > _TEXT_LIMIT:
        raise CellRefused("documents_unreadable", value=shortened(said))
    if row["year"] is not None:
        if not _YEAR.fullmatch(str(row["year"])):
            raise CellRefused("documents_unreadable", value=shortened(said))
        row["year"] = int(str(row["year"]).removesuffix("年"))
    return row
