"""Every number of the score in one place; how each was found stands in docs/matching.md."""

import dataclasses
from dataclasses import dataclass

from qianqiao.matching.engine.index.partition import SIGNALS

SAME = "same"
CROSS = "cross"


@dataclass(frozen=True, slots=True)
class Background:
    """What a signal is for an ordinary pair of unrelated texts: mean and standard deviation."""

    mean: float
    deviation: float


def _same() -> dict[str, Background]:
    return {
        "title_words": Background(0.02, 0.03),
        "text_words": Background(0.06, 0.04),
        "terms": Background(0.03, 0.03),
        "title_meaning": Background(0.0, 0.12),
        "text_meaning": Background(0.0, 0.15),
    }


def _cross() -> dict[str, Background]:
    return {
        "title_words": Background(0.0, 0.02),
        "text_words": Background(0.005, 0.02),
        "terms": Background(0.005, 0.02),
        "title_meaning": Background(0.0, 0.12),
        "text_meaning": Background(0.0, 0.15),
    }


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the signals (they multiply z-scores), of structured fit, and the calibration.

    `background_rows`: how many rows of a corpus weigh as much as the packaged background.
    """

    title_words: float = 0.15
    text_words: float = 0.25
    terms: float = 0.15
    title_meaning: float = 0.15
    text_meaning: float = 0.30
    field: float = 0.25
    indicators: float = 0.20
    region: float = 0.05
    maturity: float = 0.15
    price: float = 0.10
    mode: float = 0.08
    recency: float = 0.30
    half_life_years: float = 8.0
    slope: float = 1.5
    offset: float = -3.0
    z_limit: float = 6.0
    background_rows: float = 60.0
    strong: float = 0.70
    likely: float = 0.45
    look: float = 0.20
    background: dict[str, dict[str, Background]] = dataclasses.field(
        default_factory=lambda: {SAME: _same(), CROSS: _cross()}
    )

    def signal_weights(self) -> tuple[float, ...]:
        """Weights in the order of SIGNALS."""
        return tuple(getattr(self, name) for name in SIGNALS)

    def structured_limit(self) -> float:
        """The most that structured fit can add before calibration."""
        return self.field + self.indicators + self.region + self.maturity + self.price + self.mode
