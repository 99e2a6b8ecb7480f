"""Cleaning, language, n-grams, terms and quantities."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianqiao.matching.engine.text.clean import clean, clean_tracked, is_blank
from qianqiao.matching.engine.text.grams import grams_of
from qianqiao.matching.engine.text.language import language_of
from qianqiao.matching.engine.text.quantities import quantities_of
from qianqiao.matching.engine.text.terms import terms_of
from qianqiao.matching.engine.text.words import stem

PIECES = st.sampled_from(
    [
        "压铸",
        "氣密性",
        "檢測",
        " ",
        "　",
        "Ａｌ",
        "㎜",
        "\\mathrm",
        "$",
        "{",
        "}",
        "0 . 5",
        "coating",
        "本发明涉及一种",
        "。",
        "\n",
        "①",
        "无",
        "/",
        "ﬁ",
        "\\%",
        "x",
        "℃",
        "【目的】",
        "~",
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_tracked_cleaning_gives_the_same_text_and_places_inside_the_original(text: str) -> None:
    cleaned, places = clean_tracked(text)
    assert cleaned == clean(text)
    assert len(places) == len(cleaned)
    assert all(0 <= place < len(text) for place in places)
    assert places == sorted(places)


@given(st.text(max_size=60))
def test_tracked_cleaning_holds_for_any_text(text: str) -> None:
    cleaned, places = clean_tracked(text)
    assert (cleaned, len(places)) == (clean(text), len(cleaned))


@pytest.mark.parametrize(
    "text", ["", "  ", "未提供", "无", "暂无。", "/", "——", "N/A", "none", "不详", "待定"]
)
def test_fillers_count_as_empty(text: str) -> None:
    assert is_blank(text)
    assert clean(text) == ""


@pytest.mark.parametrize("text", ["无铅焊料", "无人机", "0", "A"])
def test_words_that_begin_like_fillers_stay(text: str) -> None:
    assert not is_blank(text)


def test_traditional_characters_scan_spaces_and_latex_become_plain() -> None:
    assert clean("氣密性檢測") == "气密性检测"
    assert clean("气 密 性 检 测") == "气密性检测"
    assert clean("含量 $1 . 0 \\%$ 左右") == "含量 1.0% 左右"


def test_standard_phrases_carry_nothing() -> None:
    assert clean("本发明公开了一种压铸机").strip() == "压铸机"
    assert "invention" not in clean("The invention discloses a die caster.")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("压铸件检测", "zh"),
        ("die casting", "en"),
        ("LiFePO4正极材料的制备", "zh"),
        ("Method 方 for making cells of iron", "en"),
        ("", "en"),
    ],
)
def test_language_is_told_by_the_words(text: str, language: str) -> None:
    assert language_of(text) == language


@given(st.lists(st.text(alphabet="压铸件ab c", max_size=8), min_size=1, max_size=5))
def test_grams_of_many_texts_are_those_of_each_alone(texts: list[str]) -> None:
    together = grams_of(texts)
    for row, text in enumerate(texts):
        alone = grams_of([text])
        own = together.rows == row
        assert sorted(together.keys[own].tolist()) == sorted(alone.keys.tolist())
        assert sorted(together.starts[own].tolist()) == sorted(alone.starts.tolist())


def test_word_forms_meet_in_one_stem() -> None:
    assert len({stem(word) for word in ("coating", "coatings", "coated", "coats")}) == 1
    assert stem("batteries") == stem("battery")
    assert stem("glass") == "glass"


def test_quantities_are_terms_in_one_form() -> None:
    assert [item.term for item in quantities_of("在180 ℃保温2.50h，厚0.5mm以上，3件")] == [
        "180 ℃",
        "2.5 h",
        "0.5 mm",
    ]
    keys = {term.key for term in terms_of("厚0.50 mm的压铸件")}
    assert "0.5 mm" in keys
    assert "压铸件" in keys or "压铸" in keys
