"""The empty workbook of a kind: data sheet with drop-downs, help sheet, one example row."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from qianqiao import reference
from qianqiao.core.fieldspec import FieldSpec, FieldType
from qianqiao.imports.examples import example_row
from qianqiao.imports.kinds import Kind
from qianqiao.imports.problems import LANGUAGES
from qianqiao.imports.workbooks.field_help import allowed_values, meaning

LARGEST_LIST = 60  # longer tables are not offered as a drop-down
ROWS = 5000  # rows below the header that have drop-downs
_HEAD = PatternFill("solid", fgColor="E6ECF2")
_REQUIRED = PatternFill("solid", fgColor="CFE0F0")
_EXAMPLE = Font(italic=True, color="6B7680")
_BOLD = Font(bold=True)
_WRAP = Alignment(wrap_text=True, vertical="top")
_WIDTHS = {FieldType.LONG_TEXT: 44, FieldType.INDICATORS: 36, FieldType.DOCUMENTS: 44, FieldType.DATE: 14}


def template_bytes(kind: Kind, language: str) -> bytes:
    """The workbook in `zh` or `en`."""
    book = Workbook()
    with translation.override(LANGUAGES[language]):
        data, helping, lists = book.active, book.create_sheet(_("Help")), book.create_sheet("lists")
        assert isinstance(data, Worksheet)  # noqa: S101  a new workbook has one
        data.title = str(kind.label)
        lists.sheet_state = "hidden"
        _data_sheet(data, kind, language)
        _drop_downs(data, lists, kind, language)
        _help_sheet(helping, kind, language)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _data_sheet(sheet: Worksheet, kind: Kind, language: str) -> None:
    example = example_row(kind.name, language)
    for index, spec in enumerate(kind.specs, start=1):
        head = sheet.cell(1, index, header_of(spec, language))
        head.fill, head.font, head.alignment = _REQUIRED if spec.required else _HEAD, _BOLD, _WRAP
        comment = Comment(meaning(spec, language), "Qianqiao")
        comment.width, comment.height = 300, 110
        head.comment = comment
        cell = sheet.cell(2, index)
        cell.value, cell.font, cell.alignment = example.get(spec.key), _EXAMPLE, _WRAP
        if isinstance(cell.value, str):
            cell.data_type = "s"
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = _WIDTHS.get(spec.type, 20)
        if spec.type not in {FieldType.INTEGER, FieldType.DATE, FieldType.MONEY}:
            sheet.column_dimensions[letter].number_format = "@"  # numbers of records keep their zeros
    sheet.freeze_panes = "A2"


def header_of(spec: FieldSpec, language: str) -> str:
    """The label, with an asterisk where the field is required."""
    return f"{spec.label(language)}{' *' if spec.required else ''}"


def _choices(spec: FieldSpec, language: str) -> Sequence[str]:
    if spec.type is FieldType.BOOLEAN:
        return ("是", "否") if language == "zh" else ("yes", "no")
    if spec.type is not FieldType.CODE or spec.table in {"regions", "industries", "ipc"}:
        return ()
    names = [name for _code, name in reference.choices(spec.table, language)]
    return names if len(names) <= LARGEST_LIST else ()


def _drop_downs(sheet: Worksheet, lists: Worksheet, kind: Kind, language: str) -> None:
    column = 0
    for index, spec in enumerate(kind.specs, start=1):
        names = _choices(spec, language)
        if not names:
            continue
        column += 1
        for row, name in enumerate(names, start=1):
            lists.cell(row, column, name)
        letter = get_column_letter(column)
        source = f"{quote_sheetname(lists.title)}!${letter}$1:${letter}${len(names)}"
        rule = DataValidation(type="list", formula1=f"={source}", allow_blank=True, showErrorMessage=False)
        rule.add(f"{get_column_letter(index)}2:{get_column_letter(index)}{ROWS}")
        sheet.add_data_validation(rule)


def _help_sheet(sheet: Worksheet, kind: Kind, language: str) -> None:
    example: Mapping[str, str] = example_row(kind.name, language)
    heads = (
        _("Column"),
        pgettext("template", "Required"),
        _("What belongs in it"),
        _("Allowed values"),
        _("Example"),
    )
    rows = [heads] + [
        (
            spec.label(language),
            _("yes") if spec.required else "",
            meaning(spec, language),
            allowed_values(spec, language),
            example.get(spec.key, "") if spec.key != "external_id" else "",
        )
        for spec in kind.specs
    ]
    for row, cells in enumerate(rows, start=1):
        for column, text in enumerate(cells, start=1):
            cell = sheet.cell(row, column)
            cell.value, cell.alignment = text or None, _WRAP
            if text:
                cell.data_type = "s"
            if row == 1:
                cell.font, cell.fill = _BOLD, _HEAD
    for column, width in enumerate((24, 8, 60, 50, 40), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
