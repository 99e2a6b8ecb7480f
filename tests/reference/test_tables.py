"""The packaged tables: complete, consistent, in both languages, quick to import."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from qianqiao import reference

DATA = Path(reference.__file__).parent / "data"
CHINESE = re.compile("[\u4e00-\u9fff]")


def test_counts_are_those_of_the_standards() -> None:
    assert Counter(row.level for row in reference.industries()) == {
        "section": 20,
        "division": 97,
        "group": 473,
        "class": 1381,
    }
    assert Counter(row.level for row in reference.ipc_classes())["section"] == 8
    assert len(reference.regions("province")) == 34
    assert len(reference.regions("city")) == 333
    assert len(reference.regions("county")) > 2800
    assert len(reference.universities()) == 2919
    assert len(reference.strategic_industries("")) == 9


def test_every_parent_exists() -> None:
    for row in reference.regions(retired=True):
        assert not row.parent or reference.region(row.parent)
        assert not row.successor or not reference.current_region(row.code).successor
    for industry in reference.industries():
        assert not industry.parent or reference.industry(industry.parent)
    for entry in reference.ipc_classes():
        assert not entry.parent or reference.ipc_class(entry.parent).code == entry.parent


@pytest.mark.parametrize("table", ["regions", "ipc", "strategic_industries", "industries"])
def test_every_row_has_both_names(table: str) -> None:
    for code, name in reference.choices(table, "en"):
        assert name, code
        assert not CHINESE.search(name), (code, name)
        assert name == name.strip(), code
    assert all(CHINESE.search(name) for _code, name in reference.choices(table, "zh"))


def test_every_word_of_the_lists_has_both_names() -> None:
    for table in reference.term_lists():
        for word in reference.terms(table):
            assert CHINESE.search(word.name_zh), word
            assert word.name_en, word
            assert not CHINESE.search(word.name_en), word
            assert bool(word.description_zh) == bool(word.description_en)


def test_lists_hold_the_agreed_codes() -> None:
    codes = {table: [word.code for word in reference.terms(table)] for table in reference.term_lists()}
    assert len(codes["fields"]) == 16
    assert codes["trl"] == [str(level) for level in range(1, 10)]
    assert set(codes["modes"]) >= {"transfer", "licence", "equity", "co_building"}
    assert codes["confidentiality"] == ["public", "summary_public", "sealed"]


def test_names_are_not_ambiguous_within_a_list() -> None:
    for table in reference.term_lists():
        for word in reference.terms(table):
            for spelling in (word.code, word.name_zh, word.name_en, *word.aliases):
                assert reference.find(table, spelling) == word.code, (table, spelling)


def test_no_file_is_too_large() -> None:
    assert all(path.stat().st_size < 1_000_000 for path in DATA.rglob("*.csv"))


def test_importing_reads_no_table() -> None:
    code = "import sys, qianqiao.reference; print('csv' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True, env=_env()
    )
    assert answer.stdout.strip() == "False"


def _env() -> dict[str, str]:
    return {"PYTHONPATH": str(Path(reference.__file__).parents[2]), "PYTHONDONTWRITEBYTECODE": "1"}


def test_unchecked_english_of_a_university_is_not_shown() -> None:
    for row in reference.universities():
        assert row.name("en") == (row.name_en if row.english_checked else row.name_zh)
    assert sum(row.english_checked for row in reference.universities()) >= 150
