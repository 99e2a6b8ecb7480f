"""Text into tokens: scripts, widths, stems, initials, numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianqiao.search import analysis, identifiers, initials

MIXED = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)
HAN = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("鈉離子電池", "钠离子电池"),
        ("ＡＢＣ１２３", "abc123"),
        ("5 ㎜", "5 mm"),
        ("m²", "m2"),
        ("LiFePO4", "lifepo4"),
        ("臺灣", "台湾"),
    ],
)
def test_folding(written: str, folded: str) -> None:
    assert analysis.fold(written) == folded


@given(MIXED)
def test_tracked_folding_is_the_same_and_leads_back(text: str) -> None:
    folded, places = analysis.fold_tracked(text)
    assert folded == analysis.fold(text)
    assert len(places) == len(folded)
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)


@given(MIXED)
def test_folding_twice_changes_nothing_that_is_searched(text: str) -> None:
    assert analysis.grams(analysis.fold(text)) == analysis.grams(text)


def test_chinese_gives_characters_and_pairs_and_english_gives_stems() -> None:
    assert analysis.grams("钠电池 Batteries") == ["钠", "电", "池", "钠电", "电池", "batteri"]


def test_tokens_hold_no_space_which_would_part_them_in_the_index() -> None:
    tokens = analysis.grams("钠 离子\u3000电池\tx-ray\n5 ㎜") + analysis.words("压铸件 内部 气孔 x-ray")
    assert all(token and not any(c.isspace() for c in token) for token in tokens)


@given(HAN)
def test_a_run_has_one_initial_per_character(run: str) -> None:
    assert len(initials.of_run(run)) == len(run)


def test_initials_begin_anywhere_in_a_title() -> None:
    assert "ndzj" in initials.suffixes("低温型钠电正极")
    assert "dwxndzj" in initials.suffixes("低温型钠电正极")


def test_initials_follow_the_word_where_a_character_has_two_readings() -> None:
    assert initials.of_run("重庆") == "cq"
    assert initials.of_run("重量") == "zl"


@pytest.mark.parametrize(
    "typed", ["202410012345.6", "CN202410012345.6", "ZL 2024 1001 2345.6", "２０２４１００１２３４５.６"]
)
def test_one_spelling_for_an_application_number(typed: str) -> None:
    assert identifiers.meant(typed) == "2024100123456"


@pytest.mark.parametrize(("typed", "meant"), [("d2026-000045", "d2026000045"), ("H01M 4/525", "h01m4/525")])
def test_public_numbers_and_ipc(typed: str, meant: str) -> None:
    assert identifiers.meant(typed) == meant


@pytest.mark.parametrize("typed", ["钠电池", "sodium", "5G", "2026", "x-ray", ""])
def test_words_are_no_numbers(typed: str) -> None:
    assert identifiers.meant(typed) == ""
