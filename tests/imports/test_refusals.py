"""Files that are not opened, and why; nothing of them is stored."""

import random
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from qianqiao.imports.kinds import KINDS
from qianqiao.imports.parsing.rows import RawRow
from qianqiao.imports.problems import FileRefused
from qianqiao.imports.reading import limits
from qianqiao.imports.reading.tables import open_table
from tests.imports.conftest import workbook


def read(path: Path) -> list[RawRow]:
    return list(open_table(path, path.name, KINDS["achievements"]).rows())


def refusal(path: Path) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read(path)
    for language in ("zh", "en"):
        assert caught.value.problem.reason(language)
        assert caught.value.problem.cure(language)
        assert "{" not in caught.value.problem.reason(language)
    return caught.value


def repacked(path: Path, **extra: bytes) -> Path:
    """The workbook with further entries (a double underscore stands for a slash)."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in extra.items():
            archive.writestr(name.replace("__", "/"), content)
    return path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return workbook(tmp_path / "table.xlsx", [["成果名称", "成果简介"], ["甲", "乙"]])


def test_a_zip_bomb_is_not_unpacked(table: Path) -> None:
    with (
        zipfile.ZipFile(table, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/bomb.bin", "w") as entry,
    ):
        for _ in range(200):
            entry.write(bytes(1 << 20))
    assert refusal(table).problem.code == "zip_bomb"


def test_an_archive_whose_directory_lies_is_damaged_not_swallowed(table: Path) -> None:
    content = bytearray(table.read_bytes())
    with zipfile.ZipFile(table) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    size = entry.file_size.to_bytes(4, "little")
    at = content.rindex(size, content.index(b"PK\x01\x02"))
    content[at : at + 4] = (40).to_bytes(4, "little")
    table.write_bytes(bytes(content))
    assert refusal(table).problem.code == "damaged_workbook"


def test_macros_are_refused(table: Path) -> None:
    path = repacked(table, **{"xl__vbaProject.bin": b"x"})
    assert refusal(path).problem.code == "macros"


def test_links_to_other_workbooks_are_refused(table: Path) -> None:
    path = repacked(table, **{"xl__externalLinks__externalLink1.xml": b"<externalLink/>"})
    assert refusal(path).problem.code == "external_links"


def test_billion_laughs_are_refused(tmp_path: Path, table: Path) -> None:
    evil = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    path = tmp_path / "evil.xlsx"
    with zipfile.ZipFile(table) as source, zipfile.ZipFile(path, "w") as target:
        for entry in source.infolist():
            is_sheet = entry.filename == "xl/worksheets/sheet1.xml"
            target.writestr(entry, evil if is_sheet else source.read(entry))
    assert refusal(path).problem.code == "damaged_workbook"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"  \n\n ", "file_empty"),
        (b"%PDF-1.7 ...", "file_type_unknown"),
        (b"\x89PNG\r\n\x1a\n....", "file_type_unknown"),
        (b"MZ\x90\x00\x03", "file_type_unknown"),
        (b"abc\x00\x01\x02def", "file_type_unknown"),
        (b"<!DOCTYPE html><html>", "file_type_unknown"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "legacy_workbook"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "encrypted_workbook",
        ),
        (b"PK\x03\x04 not an archive at all", "damaged_workbook"),
        (b"\xff\xff\xff,\x81", "encoding_unknown"),
        ("成果名称,成果简介\n甲,乙\xff".encode("latin-1", "ignore") + b"\x81\xff\xff", "encoding_unknown"),
    ],
)
def test_wrong_content_is_named(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "table.xlsx"  # the name does not matter
    path.write_bytes(content)
    assert refusal(path).problem.code == code


def test_other_office_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "letter.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(path).problem.params["found"] == "Word"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nothing.csv").problem.code == "file_missing"


def test_without_a_header_the_refusal_says_what_was_found_and_what_is_needed(tmp_path: Path) -> None:
    told = refusal(workbook(tmp_path / "t.xlsx", [["甲", "乙"], [1, 2]])).problem
    assert told.code == "header_missing"
    assert "甲" in told.reason("zh")
    assert "成果名称" in told.cure("zh")
    assert "Title" in told.cure("en")


def test_an_empty_workbook(tmp_path: Path) -> None:
    assert refusal(workbook(tmp_path / "t.xlsx", [])).problem.code == "file_empty"


def test_too_many_columns(tmp_path: Path) -> None:
    wide = ["成果名称", "成果简介", *[f"列{n}" for n in range(600)]]
    assert refusal(workbook(tmp_path / "t.xlsx", [wide])).problem.code == "too_many_columns"
    (tmp_path / "t.csv").write_text(",".join(wide), encoding="utf-8")
    assert refusal(tmp_path / "t.csv").problem.code == "too_many_columns"


def test_a_cell_longer_than_a_spreadsheet_holds(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f"成果名称,成果简介\n甲,{'长' * 40_000}\n", encoding="utf-8")
    told = refusal(tmp_path / "t.csv").problem
    assert (told.code, told.params["address"]) == ("cell_too_long", "B2")


def test_a_quote_that_never_ends(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('成果名称,成果简介\n"甲,' + "乙" * 200_000, encoding="utf-8")
    assert refusal(tmp_path / "t.csv").problem.code in {"delimited_damaged", "cell_too_long"}


def test_a_file_too_large_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LARGEST_TEXT_FILE", 10)
    (tmp_path / "t.csv").write_text("成果名称,成果简介\n", encoding="utf-8")
    assert refusal(tmp_path / "t.csv").problem.code == "file_too_large"


def test_formulas_and_error_values_are_refused_cell_by_cell(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["成果名称", "成果简介", "TRL"])
    sheet.append(["甲", "=A2&A2", 6])
    sheet.append(["乙", "简介", 6])
    sheet["C3"] = "#REF!"
    sheet["C3"].data_type = "e"
    path = tmp_path / "t.xlsx"
    book.save(path)
    first, second = read(path)
    assert {key: problem.code for key, problem in first.refused.items()} == {"summary": "formula"}
    assert {key: problem.code for key, problem in second.refused.items()} == {"trl": "error_value"}


def test_formulas_in_text_files_too(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('成果名称,成果简介\n甲,"=HYPERLINK(""http://x"")"\n', encoding="utf-8")
    (row,) = read(tmp_path / "t.csv")
    assert row.refused["summary"].code == "formula"


def test_random_bytes_never_do_more_than_a_refusal(tmp_path: Path, table: Path) -> None:
    source = random.Random(7)
    whole, told = table.read_bytes(), list[str]()
    for n in range(120):
        spoilt = bytearray(whole)
        for _ in range(source.randrange(1, 30)):
            spoilt[source.randrange(len(spoilt))] = source.randrange(256)
        path = tmp_path / f"{n}.xlsx"
        path.write_bytes(spoilt[: source.randrange(1, len(spoilt) + 1)])
        try:
            read(path)
        except FileRefused as refused:
            told.append(refused.problem.code)
    assert told
