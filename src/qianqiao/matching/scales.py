"""What turns a match's value into a score: the engine's curve, one of two that this room adds, or a learned model."""

import dataclasses
import hashlib
import logging
from functools import cache

from qianqiao import __version__
from qianqiao.core import config
from qianqiao.matching.engine import Corpus, Matcher, Record, Weights
from qianqiao.matching.engine.learning.model import RankingModel, weights_digest
from qianqiao.matching.engine.learning.written.model_file import read_model
from qianqiao.matching.engine.records import EXPERT

log = logging.getLogger(__name__)
# Slope and offset by logistic regression of “graded 3 or 4” on the engine's value, over all sample demands and
# records: `bench/match_scales.py` prints them. An expert's value is a mean over works, so it lies below that of an
# offer that fits as well; a text asked without any form has no field, budget or indicators that could add to its value.
EXPERT_SCALE = (3.0, -5.2)
ASKED_SCALE = (2.5, -7.8)
# The number under which a text is matched that belongs to no record.
ASKED = "asked"


def weights_for(query: Record, *, experts: bool) -> Weights:
    """Weights for a query against a stock of experts, or of offers or demands."""
    if experts or query.kind == EXPERT:
        return _scaled(EXPERT_SCALE)
    return _scaled(ASKED_SCALE) if query.id == ASKED else Weights()


def _scaled(scale: tuple[float, float]) -> Weights:
    return dataclasses.replace(Weights(), slope=scale[0], offset=scale[1])


@cache
def site_model() -> RankingModel | None:
    """The learned ranking of this site, read once. Raises FileRefused: a site does not start with half a setting."""
    path = config.match_model()
    if path is None:
        return None
    model = read_model(path)
    if model.card.weights != weights_digest():
        log.warning("%s was made for other weights of the signals: train again", path)
    return model


def matcher_for(corpus: Corpus, query: Record, *, experts: bool) -> Matcher:
    """The matcher of this site for a query.

    The learned ranking serves between demands and offers on record, which is what it learned from; experts and texts
    asked without any form keep their own curves.
    """
    learned = not experts and query.kind != EXPERT and query.id != ASKED
    return Matcher(corpus, weights_for(query, experts=experts), model=site_model() if learned else None)


def version() -> str:
    """Names the engine, its numbers and the learned ranking: runs of another version are made anew."""
    told = f"{Weights()!r} {EXPERT_SCALE!r}"
    engine = f"{__version__}/{hashlib.sha256(told.encode()).hexdigest()[:8]}"
    model = site_model()
    return f"{engine}+{model.identity}" if model else engine
