"""What a model says about itself: what it learned from, how good it is on demands it had not seen, its limits."""

from collections.abc import Mapping
from dataclasses import dataclass

# Fewer labelled demands than this are said to be few.
FEW_DEMANDS = 60


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over demands; `*_graded` over graded pairs alone, `*_shown` over the first twenty, ungraded = 0."""

    demands: int
    ndcg: float
    mrr: float
    spearman: float
    level_error: float
    brier_graded: float
    ece_graded: float
    brier_shown: float
    ece_shown: float


@dataclass(frozen=True, slots=True)
class DataCard:
    """The labels: how many, of which levels, in which languages, from when, and their digest."""

    pairs: int
    demands: int
    offers: int
    levels: Mapping[str, int]
    languages: Mapping[str, int]
    first_day: str
    last_day: str
    several_votes: int
    disputed: int
    sampled_negatives: int
    labels_digest: str


@dataclass(frozen=True, slots=True)
class Rival:
    """Another ranking on the same demands, and the difference in nDCG@10 (this model less the other) with 95 %."""

    name: str
    demands: int
    own: Figures
    figures: Figures
    gap: float
    low: float
    high: float
    had_seen: bool


@dataclass(frozen=True, slots=True)
class Card:
    """Everything about a model but its numbers; `seen` names, by digest, the demands it learned from."""

    made_on: str
    engine: str
    weights: str
    encoders: tuple[str, ...]
    kind: str
    strength: float
    seed: int
    folds: int
    data: DataCard
    held_out: Figures
    families: Mapping[str, Figures]
    rivals: tuple[Rival, ...]
    limits: tuple[str, ...]
    forced: str
    seen: tuple[str, ...]
