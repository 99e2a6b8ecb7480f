"""The site's learned ranking: named by a setting, part of what names a run, used where it was learned for."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import Settings

from qianqiao.matching import scales
from qianqiao.matching.engine import Corpus, Record
from qianqiao.matching.engine.files.problems import FileRefused
from qianqiao.matching.engine.learning.written.model_file import dumped, model_of
from tests.matching.engine.stock import DEMAND, EXPERTS, OFFERS
from tests.matching.learning.models import model


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    scales.site_model.cache_clear()
    yield
    scales.site_model.cache_clear()


@pytest.fixture
def in_use(settings: Settings, tmp_path: Path) -> Path:
    path = tmp_path / "ranking.json"
    path.write_text(dumped(model("trees")), encoding="utf-8")
    settings.QIANQIAO_MATCH_MODEL = str(path)
    return path


def test_without_a_setting_the_fusion_serves(settings: Settings) -> None:
    settings.QIANQIAO_MATCH_MODEL = ""
    assert scales.site_model() is None
    assert "+" not in scales.version()
    matcher = scales.matcher_for(Corpus.build(OFFERS), DEMAND, experts=False)
    assert matcher.model is None
    assert all("learned" not in name for one in matcher.rank(DEMAND) for name in one.compared_by)


def test_runs_are_named_by_the_model_too(in_use: Path) -> None:
    assert scales.version().endswith(f"+{model('trees').identity}")
    assert len(scales.version()) <= 40


def test_demands_and_offers_on_record_are_ranked_by_it(in_use: Path) -> None:
    matcher = scales.matcher_for(Corpus.build(OFFERS), DEMAND, experts=False)
    match = matcher.rank(DEMAND)[0]
    assert match.compared_by[-1] == f"learned:{model('trees').identity}"
    assert match.level is not None
    back = scales.matcher_for(Corpus.build([DEMAND]), OFFERS[0], experts=False)
    assert back.rank(OFFERS[0])[0].level is not None


def test_experts_and_texts_without_a_form_keep_their_curves(in_use: Path) -> None:
    asked = Record(scales.ASKED, text="压铸件气孔检测", kind="demand")
    for corpus, query, experts in (
        (Corpus.build(EXPERTS), DEMAND, True),
        (Corpus.build([DEMAND]), EXPERTS[0], False),
        (Corpus.build(OFFERS), asked, False),
    ):
        matcher = scales.matcher_for(corpus, query, experts=experts)
        assert matcher.model is None
        assert matcher.weights == scales.weights_for(query, experts=experts)


def test_a_file_that_is_no_model_stops_the_site_with_its_name(settings: Settings, tmp_path: Path) -> None:
    for path, words in ((tmp_path / "none.json", "no such file"), (tmp_path, "folder")):
        settings.QIANQIAO_MATCH_MODEL = str(path)
        with pytest.raises(FileRefused, match=words):
            scales.version()


def test_a_model_for_other_weights_is_told_of(in_use: Path, caplog: pytest.LogCaptureFixture) -> None:
    other = model_of(model("linear").ranker, replace(model("linear").card, weights="00000000"))
    in_use.write_text(dumped(other), encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert scales.site_model() == other
    assert "train again" in caplog.text
