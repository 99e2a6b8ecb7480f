"""Models to test with, learned from the invented grades."""

from datetime import date
from functools import cache

from qianqiao.matching.engine.learning.model import RankingModel
from qianqiao.matching.engine.learning.ranker import Ranker
from qianqiao.matching.engine.learning.training.train import Setting, train
from qianqiao.matching.engine.learning.written.model_file import model_of
from tests.matching.learning.graded import cases, labels, records
from tests.matching.learning.test_ranker import ranker

SETTING = Setting(date(2026, 11, 27), ())


@cache
def learned() -> RankingModel:
    """What training makes of the invented grades."""
    demands, _ = records()
    return train(cases(), labels(), demands, SETTING).model


@cache
def model(family: str) -> RankingModel:
    """A model whose ranking differs a good deal from the fusion."""
    own: Ranker = ranker(family)
    return model_of(own, learned().card)
