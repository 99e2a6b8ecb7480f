"""Which language a text is in, and which of two a reader gets."""

import pytest
from django.utils import translation

from qianqiao.core import texts


@pytest.mark.parametrize(
    ("text", "field", "language"),
    [
        ("管道壁厚检测", "zh-Hans", "zh-Hans"),
        ("用 PLC 控制的 CO2 激光器", "zh-Hans", "zh-Hans"),
        ("How thick is the steel left", "zh-Hans", "en"),
        ("How thick is the steel left", "en", "en"),
        ("A varnish for the guqin (古琴)", "en", "en"),
        ("管道壁厚检测", "en", "zh-Hans"),
        ("7075-T6", "zh-Hans", "en"),
        ("2 026", "zh-Hans", "zh-Hans"),
        ("", "en", "en"),
    ],
)
def test_language_of_a_text_is_that_of_its_field_unless_its_letters_say_otherwise(
    text: str, field: str, language: str
) -> None:
    assert texts.written_in(text, field) == language


def test_a_reader_gets_the_own_language_first_and_is_told_of_the_other() -> None:
    both = {"title": "壁厚检测", "title_en": "Wall thickness"}
    english_only = {"title": "How thick is the steel left", "title_en": ""}
    with translation.override("zh-hans"):
        assert texts.readings(both, "title") == [("壁厚检测", "zh-Hans"), ("Wall thickness", "en")]
        assert texts.tagged(english_only, "title") == '<span lang="en">How thick is the steel left</span>'
    with translation.override("en"):
        assert texts.readings(both, "title") == [("Wall thickness", "en"), ("壁厚检测", "zh-Hans")]
        assert texts.tagged(english_only, "title") == "How thick is the steel left"
        assert texts.readings(both, "title", "zh-hans")[0] == ("壁厚检测", "zh-Hans")


def test_lists_are_joined_as_their_language_does() -> None:
    row = {"research": ["无损检测", "超声"], "research_en": ["non-destructive testing", "ultrasound"]}
    assert texts.readings(row, "research", "zh") == [
        ("无损检测、超声", "zh-Hans"),
        ("non-destructive testing, ultrasound", "en"),
    ]


@pytest.mark.parametrize("reader", ["zh-hans", "en"])
def test_an_empty_field_is_in_no_foreign_language(reader: str) -> None:
    with translation.override(reader):
        text, language = texts.chosen({"title": None}, "title")
        assert (text, texts.foreign(language)) == ("", "")
