"""From valued pairs to the answer of a block: structured fit, hard limits, score, order."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.national.candidates import Pairs
from qianqiao.matching.engine.national.layout import Prepared
from qianqiao.matching.engine.national.structure import Terms, over_budget, structured_fit
from qianqiao.matching.engine.scoring.calibration import DIGITS
from qianqiao.matching.engine.scoring.weights import Weights

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Parameters:
    """How many candidates each search may bring per demand, and to how many rows its rare keys may lead."""

    top: int = 20
    meaning: int = 200
    words: int = 200
    postings: int = 300_000


@dataclass(frozen=True)
class Setting:
    """How, on which day and for whom a run is made."""

    today: date
    owners: frozenset[str] = frozenset()
    parameters: Parameters = field(default_factory=Parameters)
    weights: Weights = field(default_factory=Weights)


@dataclass(frozen=True)
class Valued:
    """Weighted signals [pairs, 7] and which pairs share no language."""

    parts: Floats
    across: NDArray[np.bool_]


@dataclass(frozen=True)
class Matches:
    """The answer of a block: parallel arrays, by demand and rank. `parts` [n, 7] and `structure` sum to the value."""

    demand: Numbers
    shard: Numbers
    record: Numbers
    rank: Numbers
    score: Floats
    parts: Floats
    structure: Floats


def ranked(pairs: Pairs, valued: Valued, ours: Terms, offers: Prepared, setting: Setting) -> Matches:
    """The best of each demand; ties by id. What a hard limit forbids is not among them."""
    structure = np.zeros(len(pairs))
    allowed = ~ours.closed(setting.owners, setting.today)[pairs.demand]
    speaking = ours.structured()
    for shard, mine in pairs.by_shard():
        theirs = Terms.read(offers.shard_path(shard))
        allowed[mine] &= ~theirs.closed(setting.owners, setting.today)[pairs.record[mine]]
        told = mine[speaking[pairs.demand[mine]] & theirs.structured()[pairs.record[mine]]]
        if len(told):
            own, other = ours.take(pairs.demand[told]), theirs.take(pairs.record[told])
            allowed[told] &= ~over_budget(own, other)
            structure[told] = structured_fit(own, other, valued.across[told], setting.weights)
    score = calibrated(valued.parts.sum(axis=1) + structure, setting.weights)
    near = _near(pairs.demand, score, np.flatnonzero(allowed), setting.parameters.top)
    order = near[np.lexsort((_names(pairs, near, offers), -score[near], pairs.demand[near]))]
    demand = pairs.demand[order]
    rank = np.arange(len(order)) - np.searchsorted(demand, demand) + 1
    kept, best = order[rank <= setting.parameters.top], rank[rank <= setting.parameters.top]
    return Matches(
        pairs.demand[kept],
        pairs.shard[kept],
        pairs.record[kept],
        best,
        score[kept],
        valued.parts[kept],
        structure[kept],
    )


def _near(demand: Numbers, score: Floats, allowed: Numbers, top: int) -> Numbers:
    """Pairs among the best `top` of their demand, with all that tie with the last of these."""
    order = allowed[np.lexsort((-score[allowed], demand[allowed]))]
    own = demand[order]
    first = np.searchsorted(own, own)
    last = np.minimum(first + top, np.searchsorted(own, own, side="right")) - 1
    return np.asarray(order[score[order] >= score[order][last]])


def _names(pairs: Pairs, chosen: Numbers, offers: Prepared) -> NDArray[np.str_]:
    """Identifiers of the offers of these pairs."""
    names = np.full(len(chosen), "", object)
    for shard in np.unique(pairs.shard[chosen]).tolist():
        mine = np.flatnonzero(pairs.shard[chosen] == shard)
        names[mine] = Terms.read(offers.shard_path(shard)).ids(pairs.record[chosen[mine]])
    return names.astype(np.str_)


def calibrated(fused: Floats, weights: Weights) -> Floats:
    """The engine's curve for whole arrays, rounded so that last bits do not decide an order."""
    return np.round(1 / (1 + np.exp(-np.clip(weights.slope * fused + weights.offset, -60, 60))), DIGITS)
