"""The result of a search as an Excel workbook: typed cells, nothing that a spreadsheet would execute."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from qianqiao import reference
from qianqiao.core import clock, config
from qianqiao.core.actor import Actor
from qianqiao.organisations.views.record_pages.addresses import address
from qianqiao.search import hits
from qianqiao.search.documents import KIND_BY_LETTER
from qianqiao.search.facets import KIND_LABELS

MOST_ROWS = 5000
_CHUNK = 500
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")

Value = str | int | Decimal | date | None


def _heads() -> list[tuple[str, int]]:
    """(title, width in characters) of each column."""
    return [
        (pgettext("column", "Number"), 15),
        (pgettext("column", "Kind"), 10),
        (pgettext("column", "Title (Chinese)"), 48),
        (pgettext("column", "Title (English)"), 48),
        (pgettext("column", "Owner or enterprise"), 24),
        (pgettext("column", "Technical field"), 22),
        (pgettext("column", "Region"), 14),
        (pgettext("column", "Maturity"), 9),
        (pgettext("column", "Cooperation mode"), 22),
        (pgettext("column", "Price model"), 14),
        (pgettext("column", "Price or budget (yuan)"), 16),
        (pgettext("column", "Deadline"), 12),
        (pgettext("column", "Published on"), 12),
        (pgettext("column", "Valid until"), 12),
        (pgettext("column", "Address"), 44),
    ]


def _names(table: str, codes: Sequence[str], language: str) -> str:
    return ("；" if language.startswith("zh") else "; ").join(
        reference.label(table, code, language) for code in codes
    )


def _place(code: str, language: str) -> str:
    try:
        return reference.region_path(code, language) if code else ""
    except reference.UnknownCode:
        return code


def _values(number: str, row: Any, language: str) -> list[Value]:
    """One line; of a demand `row` holds only what the reader may know."""
    kind = KIND_BY_LETTER[number[0]]
    owner = row.owner if kind in {"achievement", "patent"} else row.organisation
    title, title_en = (row.name, row.name_en) if kind == "expert" else (row.title, row.title_en)
    price_model = getattr(row, "price_model", "")
    published: datetime | None = row.published_at
    return [
        number,
        str(KIND_LABELS[kind]),
        title,
        title_en,
        (owner.name if language.startswith("zh") or not owner.name_en else owner.name_en) if owner else "",
        _names("fields", row.fields, language),
        _place(row.region, language),
        getattr(row, "trl_min" if kind == "demand" else "trl", None),
        _names("modes", row.modes, language),
        reference.label("price_models", price_model, language) if price_model else "",
        getattr(row, "budget_max" if kind == "demand" else "price_amount", None),
        getattr(row, "deadline", None),
        published.astimezone(clock.SHANGHAI).date() if published else None,
        row.valid_until,
        f"{config.site_address()}{address(number)}",
    ]


def _cell(sheet: Any, value: Value) -> Any:
    """Text is text, whatever it begins with; Excel then keeps it so when a person edits the cell."""
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # openpyxl takes Decimal and date too
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    if value.startswith(_ACTIVE):
        cell.quotePrefix = True
    return cell


def _lines(numbers: Sequence[str], *, actor: Actor, language: str) -> Iterator[list[Value]]:
    for start in range(0, len(numbers), _CHUNK):
        part = numbers[start : start + _CHUNK]
        rows = hits.load(part, actor=actor)
        yield from (_values(number, rows[number], language) for number in part if number in rows)


def workbook(numbers: Sequence[str], total: int, *, address: str, actor: Actor, language: str) -> bytes:
    """An .xlsx of the records in this order, with a second sheet that says what it is a part of."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(pgettext("sheet", "Results"))
    sheet.freeze_panes = "D2"
    heads = _heads()
    for at, (_title, width) in enumerate(heads):
        sheet.column_dimensions[chr(ord("A") + at)].width = width
    sheet.append([_bold(sheet, title) for title, _width in heads])
    count = 0
    for line in _lines(numbers, actor=actor, language=language):
        sheet.append([_cell(sheet, value) for value in line])
        count += 1
    about = book.create_sheet(pgettext("sheet", "About"))
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 20, 90
    told = ngettext("%(count)d row of %(total)d", "%(count)d rows of %(total)d", count)
    for name, value in (
        (pgettext("sheet", "Search"), address),
        (pgettext("sheet", "Made on"), f"{clock.now():%Y-%m-%d %H:%M}"),
        (pgettext("sheet", "Rows"), told % {"count": count, "total": total}),
        *(
            (
                (
                    pgettext("sheet", "Note"),
                    _("Sample data: organisations, people and achievements are fictional."),
                ),
            )
            if config.is_sample_site()
            else ()
        ),
    ):
        about.append([_bold(about, name), _cell(about, value)])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _bold(sheet: Any, text: str) -> Any:
    cell = _cell(sheet, text)
    cell.font = Font(bold=True)
    return cell
