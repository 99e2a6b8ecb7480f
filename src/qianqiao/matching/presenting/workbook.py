"""Matches as an Excel workbook: what the page shows, one candidate a row, nothing that a spreadsheet would execute."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from qianqiao.core import config
from qianqiao.matching.domain.runs import Found
from qianqiao.matching.presenting import comparison
from qianqiao.matching.presenting.candidates import Candidate
from qianqiao.matching.presenting.sentences import STRENGTHS, missing_line, told
from qianqiao.matching.results import StoredMatch

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Value = str | int | None


def _heads() -> list[tuple[str, int]]:
    """(title, width in characters) of each column."""
    return [
        (pgettext("column", "Rank"), 7),
        (pgettext("column", "Number"), 15),
        (pgettext("column", "Title"), 46),
        (pgettext("column", "Owner or enterprise"), 26),
        (pgettext("column", "Score"), 8),
        (pgettext("column", "Strength"), 12),
        (pgettext("column", "Why it fits"), 70),
        (pgettext("column", "Still missing"), 46),
        (pgettext("column", "Maturity"), 9),
        (pgettext("column", "Price or budget"), 24),
        (pgettext("column", "Region"), 16),
        (pgettext("column", "Contact"), 26),
        (pgettext("column", "Address"), 40),
    ]


def workbook(subject: str, found: Found, rows: Sequence[tuple[StoredMatch, Candidate]]) -> bytes:
    """The file. Text is written as text whatever it begins with, so that no cell becomes a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(pgettext("sheet", "Matches"))
    sheet.freeze_panes = "A2"
    heads = _heads()
    for n, (_title, width) in enumerate(heads):
        sheet.column_dimensions[chr(ord("A") + n)].width = width
    sheet.append([cell(sheet, title, bold=True) for title, _width in heads])
    for match, candidate in rows:
        sheet.append([cell(sheet, value) for value in _values(match, candidate, subject)])
    about = book.create_sheet(pgettext("sheet", "About"))
    about.column_dimensions["A"].width = about.column_dimensions["B"].width = 34
    for label, value in _about(subject, found, len(rows)):
        about.append([cell(about, label, bold=True), cell(about, value)])
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def _values(match: StoredMatch, candidate: Candidate, subject: str) -> list[Value]:
    return [
        match.rank,
        match.number,
        candidate.title,
        candidate.owner,
        match.points,
        str(STRENGTHS[match.strength]),
        "\n".join(text for text in (told(finding) for finding in match.reasons[:3]) if text),
        missing_line(match, subject),
        candidate.trl,
        candidate.price or candidate.terms,
        candidate.region,
        candidate.contact,
        f"{config.site_address()}{candidate.url}",
    ]


def _about(subject: str, found: Found, count: int) -> list[tuple[str, Value]]:
    return [
        (_("Matched"), subject),
        (_("Candidates"), count),
        (_("Records looked through"), found.stock_size),
        (_("Compared by"), comparison.listed(found.compared_by) or "-"),
        *((_("Not asked"), line) for line in (comparison.unreachable_line(found),) if line),
        (_("Match run"), found.number),
        (_("Made on"), found.at.astimezone().strftime("%Y-%m-%d %H:%M")),
        (_("Address"), config.site_address()),
    ]


def cell(sheet: Any, value: Value, *, bold: bool = False) -> Any:
    """A cell whose text stays text, whatever it begins with."""
    made = WriteOnlyCell(
        sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    )
    if isinstance(value, str):
        made.data_type = "s"
        made.quotePrefix = value[:1] in {"=", "+", "-", "@"}
        made.alignment = Alignment(vertical="top", wrap_text=True)
    if bold:
        made.font = Font(bold=True)
    return made
