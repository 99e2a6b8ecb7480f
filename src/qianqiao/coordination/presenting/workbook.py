"""The funnel as an Excel workbook: figures, what they count, the split, and apart from them what others published."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Font

from qianqiao.coordination.presenting.tables import COLUMN_LABELS, Cell, local
from qianqiao.coordination.reads.rows import CONTACTS, DEMANDS, OFFERS
from qianqiao.imports.workbooks.safe_cells import text_cell

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = Sequence[object]


def workbook(told: Mapping[str, Any]) -> bytes:
    """The same figures as the page (see `views.funnel`), those held back there held back here."""
    book = Workbook(write_only=True)
    _sheet(book, pgettext("sheet", "Funnel"), (26, 14, 18, 14, 20, 18, 60, 44), _funnel_rows(told), bold=3)
    _sheet(book, pgettext("sheet", "Ends"), (34, 14), _end_rows(told), bold=1)
    _sheet(book, pgettext("sheet", "Split"), (40, 14, 14, 14, 14, 14, 22), _split_rows(told), bold=1)
    _sheet(book, pgettext("sheet", "Published by others"), (34, 12, 60, 34, 60, 30), _others(told), bold=3)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet(book: Workbook, title: str, widths: Sequence[int], rows: Iterable[Row], *, bold: int) -> None:
    """`bold`: the row, from one, that heads the columns."""
    sheet = book.create_sheet(title)
    for n, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + n)].width = width
    for n, row in enumerate(rows, start=1):
        cells = [text_cell(sheet, value) for value in row]
        if n == bold:
            for cell in cells:
                cell.font = Font(bold=True)
        sheet.append(cells)


def _figure(cell: Cell | None) -> object:
    if cell is None:
        return ""
    return cell.text if cell.count is None else cell.count


def _funnel_rows(told: Mapping[str, Any]) -> Iterable[Row]:
    yield (told["words"],)
    yield _("As of"), local(told["at"])
    yield (
        pgettext("column", "Stage"),
        *(str(COLUMN_LABELS[name]) for name in (DEMANDS, OFFERS, CONTACTS)),
        pgettext("column", "Median time in the stage"),
        pgettext("column", "Median of how many"),
        pgettext("column", "What it counts"),
        pgettext("column", "Which record it is read from"),
    )
    for line in told["lines"]:
        figures = [_figure(cell) for cell in (line.demands, line.offers, line.contacts)]
        yield line.stage.label, *figures, line.days, line.of or "", line.stage.says, line.stage.kept


def _end_rows(told: Mapping[str, Any]) -> Iterable[Row]:
    yield pgettext("column", "What the contacts have come to"), str(COLUMN_LABELS[CONTACTS])
    for label, cell in told["ends"]:
        yield label, _figure(cell)


def _split_rows(told: Mapping[str, Any]) -> Iterable[Row]:
    stages = [stage.label for stage in told["contact_stages"]]
    yield str(told["by_label"]), *stages, pgettext("column", "Median time to an answer")
    for group in told["groups"]:
        yield group.label, *(_figure(cell) for cell in group.cells), group.days


def _others(told: Mapping[str, Any]) -> Iterable[Row]:
    yield (_("Published by others: they count other things in other ways. Not our figures."),)
    yield _("Version"), told["published"].version
    yield (
        pgettext("column", "Where"),
        pgettext("column", "Year"),
        pgettext("column", "Published figures"),
        pgettext("column", "Ratio"),
        pgettext("column", "What it counts"),
        pgettext("column", "Source"),
    )
    for one in told["published"].funnels:
        steps = " → ".join(f"{step.figure} {step.label}" for step in one.steps)
        yield one.name, one.year, steps, one.ratio, one.says, one.source
