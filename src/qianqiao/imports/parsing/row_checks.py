"""What two cells of a row must agree on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qianqiao import reference
from qianqiao.reference.identifiers import application_type

if TYPE_CHECKING:
    from qianqiao.imports.kinds import Kind
    from qianqiao.imports.parsing.rows import ParsedRow

_DATE_ORDER = {"patents": (("filed_on", "granted_on"),)}


def check(kind: Kind, parsed: ParsedRow) -> None:
    """Adds the problems of the row to it."""
    for earlier, later in _DATE_ORDER.get(kind.name, ()):
        _dates(kind, parsed, earlier, later)
    if kind.name == "demands":
        low, high = parsed.values.get("budget_min"), parsed.values.get("budget_max")
        if low is not None and high is not None and low > high:
            parsed.refuse("budget_min", "budget_order")
    if kind.name == "patents":
        _patent_type(parsed)


def _dates(kind: Kind, parsed: ParsedRow, earlier: str, later: str) -> None:
    first, second = parsed.values.get(earlier), parsed.values.get(later)
    if first is None or second is None or first <= second:
        return
    one, two = kind.spec(earlier), kind.spec(later)
    parsed.refuse(
        later, "date_order", earlier_zh=one.label_zh, earlier_en=one.label_en, later_zh=two.label_zh,
        later_en=two.label_en, earlier_value=first.isoformat(), later_value=second.isoformat(),
    )  # fmt: skip


def _patent_type(parsed: ParsedRow) -> None:
    number, given = parsed.values.get("application_number"), parsed.values.get("patent_type")
    if not number:
        return
    told = application_type(number)
    if not given:
        parsed.values["patent_type"] = told
    elif given != told:
        names = {
            lang: (reference.label("patent_types", told, lang), reference.label("patent_types", given, lang))
            for lang in ("zh", "en")
        }
        parsed.refuse(
            "patent_type",
            "type_mismatch",
            told_zh=names["zh"][0],
            told_en=names["en"][0],
            given_zh=names["zh"][1],
            given_en=names["en"][1],
        )
