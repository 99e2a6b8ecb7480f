"""What changed between two runs as an Excel workbook."""

from collections.abc import Sequence
from io import BytesIO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook

from qianqiao.core import config
from qianqiao.matching.comparing import Comparison
from qianqiao.matching.presenting.history import ChangeRow, cause_lines
from qianqiao.matching.presenting.workbook import Value, cell
from qianqiao.matching.reads.history import run_number


def changes_workbook(subject: str, compared: Comparison, rows: Sequence[ChangeRow]) -> bytes:
    """One change a row, and a sheet that names both runs and why they differ."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(pgettext("sheet", "Changes"))
    sheet.freeze_panes = "A2"
    for n, (_title, width) in enumerate(_heads()):
        sheet.column_dimensions[chr(ord("A") + n)].width = width
    sheet.append([cell(sheet, title, bold=True) for title, _width in _heads()])
    for row in rows:
        values: list[Value] = [row.word, row.number, row.title, row.place_before, row.place_after]
        values += [row.points_before, row.points_after, row.why]
        sheet.append([cell(sheet, value) for value in values])
    about = book.create_sheet(pgettext("sheet", "About"))
    about.column_dimensions["A"].width = about.column_dimensions["B"].width = 40
    for label, told in _about(subject, compared):
        about.append([cell(about, label, bold=True), cell(about, told)])
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def _heads() -> list[tuple[str, int]]:
    """(title, width in characters) of each column."""
    return [
        (pgettext("column", "Change"), 12),
        (pgettext("column", "Number"), 15),
        (pgettext("column", "Title"), 46),
        (pgettext("column", "Place before"), 9),
        (pgettext("column", "Place now"), 9),
        (pgettext("column", "Score before"), 9),
        (pgettext("column", "Score now"), 9),
        (pgettext("column", "Why"), 50),
    ]


def _about(subject: str, compared: Comparison) -> list[tuple[str, Value]]:
    def told(place: str, number: str, at: str) -> tuple[str, Value]:
        return place, f"{number} · {at}"

    before, after = compared.before, compared.after
    return [
        (_("Matched"), subject),
        told(_("Earlier run"), run_number(before), before.created_at.astimezone().strftime("%Y-%m-%d %H:%M")),
        told(_("Later run"), run_number(after), after.created_at.astimezone().strftime("%Y-%m-%d %H:%M")),
        *((_("What differs"), line) for line in cause_lines(compared.causes)),
        (_("Unchanged"), compared.unchanged),
        (_("Address"), config.site_address()),
    ]
