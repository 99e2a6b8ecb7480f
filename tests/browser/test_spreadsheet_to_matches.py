"""Journey: an officer's spreadsheet is checked, bad cells come back marked, the rest is found and matched."""

import time
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Page, expect

from browser import workbooks
from browser.conftest import Journey, NewVisitor
from browser.workbooks import BAD_CELLS, Book
from qianqiao.imports.reading.headers import IGNORE

PATIENCE_MS = 60_000


def upload(page: Page, book: Book) -> None:
    page.goto("/import/")
    page.locator("input[name=kind][value=achievements]").check()
    page.locator("input[type=file]").set_input_files(book.path)
    page.locator("main form[enctype] button[type=submit]").click()


def name_columns(page: Page, book: Book) -> None:
    """The second step asks about the one column that nobody could know."""
    expect(page.locator("main select").first).to_be_visible()
    select = page.get_by_label(workbooks.UNKNOWN_HEADER[book.language], exact=True)
    expect(select).to_have_value(IGNORE)
    page.locator("main form:has(select) button[type=submit]").click()


def check_told(page: Page) -> None:
    """The third step names each bad cell, the reason and the cure, and stores nothing."""
    problems = page.locator("#problems ~ *, section[aria-labelledby=problems]")
    expect(problems.first).to_be_visible(timeout=PATIENCE_MS)
    table = page.locator("section[aria-labelledby=problems] table")
    assert table.locator("tbody tr").count() == len(BAD_CELLS)
    for address in BAD_CELLS:
        row = table.locator("tbody tr").filter(has_text=address)
        cells = row.locator("td, th").all_inner_texts()
        assert len([text for text in cells if text.strip()]) >= 3, f"{address}: {cells}"


def marked_cells(path: Path) -> set[str]:
    """Cells below the header that carry a comment, as `header: value`."""
    sheet = load_workbook(path).active
    assert isinstance(sheet, Worksheet)
    header = {cell.column: cell.value for cell in sheet[1]}
    found = set()
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            if cell.comment is not None and cell.column > 1:
                assert cell.fill.fgColor.rgb not in {"00000000", None}, f"{cell.coordinate} has no colour"
                found.add(f"{header[cell.column]}: {cell.value}")
    return found


def wanted_marks(book: Book) -> set[str]:
    original = load_workbook(book.path).active
    assert isinstance(original, Worksheet)
    return {f"{original[address[0] + '1'].value}: {original[address].value}" for address in BAD_CELLS}


def download_marked(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.locator("a[href$='/rejected']").click()
    path = folder / "rejected.xlsx"
    download.value.save_as(path)
    return path


@pytest.mark.parametrize("language", ["zh", "en"])
def test_import_wizard(language: str, visitor: NewVisitor, journey: Journey, tmp_path: Path) -> None:
    book = workbooks.make(tmp_path, language)
    person = visitor(language, person="officer")
    page = person.page
    started = time.monotonic()
    upload(page, book)
    name_columns(page, book)
    check_told(page)
    assert marked_cells(download_marked(page, tmp_path)) == wanted_marks(book)
    page.locator("input[name=publish]").check()
    page.locator("form[action$='/steps/start'] button[type=submit]").click()
    records = page.locator("section[aria-labelledby=records] [data-row]")
    expect(records).to_have_count(book.good_rows, timeout=PATIENCE_MS)
    seconds = time.monotonic() - started
    journey(f"spreadsheet of {workbooks.ROWS} rows to records, {language}: {seconds:.1f} s")
    found_in_search(page, book)
    matched(page)
    person.assert_no_faults()


def found_in_search(page: Page, book: Book) -> None:
    """Within two seconds of the import, the search finds the new record; then it is opened."""
    for _ in range(20):
        page.goto(f"/offers/?q={book.first_title}")
        row = page.locator("[data-row] a").filter(has_text=book.first_title)
        if row.count():
            row.first.click()
            return
        page.wait_for_timeout(100)
    pytest.fail("the search does not find the imported record")


def matched(page: Page) -> None:
    page.locator("main a[href$='/matches/']").first.click()
    expect(page.locator(".match").first).to_be_visible()
    assert page.locator(".match").first.locator(".why li").count() >= 1


def test_the_wizard_without_javascript(visitor: NewVisitor, tmp_path: Path) -> None:
    """Upload, columns and check are plain pages; a reload shows how far the work is."""
    book = workbooks.make(tmp_path, "zh")
    page = visitor("zh", javascript=False, person="officer").page
    upload(page, book)
    name_columns(page, book)
    for _ in range(60):
        if page.locator("section[aria-labelledby=problems]").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    check_told(page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_file_that_is_no_table_is_refused(language: str, visitor: NewVisitor, tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    path.write_bytes(b"%PDF-1.7 not a table")
    person = visitor(language, person="officer")
    person.faults.expected_status = (422,)
    upload(person.page, Book(path, language, ""))
    refusal = person.page.locator("main .field-error, main .errors, main [role=alert], main .alert-error")
    expect(refusal.first).to_be_visible()
    person.assert_no_faults()
