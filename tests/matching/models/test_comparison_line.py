"""What a list says of itself: by what it was compared, and what could not be asked."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from typer.testing import CliRunner

from qianqiao.cli.models import app
from qianqiao.core.clock import SHANGHAI
from qianqiao.matching import jobs
from qianqiao.matching.domain.runs import Found
from qianqiao.matching.presenting.comparison import compared_line, unreachable_line
from qianqiao.matching.results import StoredMatch
from tests.factories import records as make

AT = datetime(2026, 11, 27, 12, 0, tzinfo=SHANGHAI)


def found(*compared_by: str, unreachable: tuple[str, ...] = ()) -> Found:
    match = StoredMatch("A2026-000001", 1, 0.8, "strong", (), (), (), (), (), compared_by)
    return Found("offers", (match,) if compared_by else (), (), 3, AT, unreachable)


@pytest.mark.parametrize(
    ("names", "zh", "en"),
    [
        (("words", "use-m3", "e5-small"), "按词语、USE、e5比对。", "Compared by words, USE, e5."),
        (("words", "structure"), "按词语、条件比对。", "Compared by words, conditions."),
        (
            ("words", "endpoint", "rerank"),
            "按词语、模型服务、复评比对。",
            "Compared by words, a model service, a second opinion.",
        ),
        (("words", "bge-m3"), "按词语、bge-m3比对。", "Compared by words, bge-m3."),
        ((), "", ""),
    ],
)
def test_what_was_compared(names: tuple[str, ...], zh: str, en: str) -> None:
    with translation.override("zh-hans"):
        assert compared_line(found(*names)) == zh
    with translation.override("en"):
        assert compared_line(found(*names)) == en


def test_what_could_not_be_asked() -> None:
    with translation.override("en"):
        assert unreachable_line(found("words")) == ""
        alone = unreachable_line(found("words", "structure", unreachable=("endpoint",)))
        assert alone.startswith("The model service could not be reached. Compared by words only")
        beside = unreachable_line(found("words", "use-m3", unreachable=("endpoint",)))
        assert beside.startswith("The model service could not be reached. Compared without it")
        assert "(e5 missing)" in unreachable_line(found("words", "use-m3", unreachable=("e5-small",)))


@pytest.mark.django_db
def test_the_page_says_it_in_both_languages(client: Client, settings: Any) -> None:
    settings.QIANQIAO_TEXT_MODELS = "use"
    make.achievement()
    make.patent()
    path = f"/demands/{make.demand().number}/matches/"
    client.cookies["django_language"] = "zh-hans"
    assert "按词语、USE" in client.get(path).content.decode()
    client.cookies["django_language"] = "en"
    assert "Compared by words, USE" in client.get(path).content.decode()
    settings.QIANQIAO_TEXT_MODELS = "none"
    assert "USE" not in client.get(path).content.decode()


@pytest.mark.django_db
def test_the_command_counts_what_is_missing(settings: Any) -> None:
    settings.QIANQIAO_TEXT_MODELS = "use"
    make.achievement()
    assert "site: nothing was encoded yet" in CliRunner().invoke(app, ["status"]).output
    jobs.backfill()
    make.achievement()
    told = CliRunner().invoke(app, ["status"]).output
    assert "site: serving use-m3/" in told
    assert "use-m3 (active): 2 public records, still without: titles 1, texts 1" in told
    settings.QIANQIAO_TEXT_MODELS = "use,e6"
    assert "e6 cannot be used: QIANQIAO_TEXT_MODELS names 'e6'" in CliRunner().invoke(app, ["status"]).output
