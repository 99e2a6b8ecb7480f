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
        "title_words": Background(0.005, 0.015),
        "text_words": Background(0.017, 0.013),
        "terms": Background(0.009, 0.012),
        "title_meaning": Background(0.0, 0.085),
        "text_meaning": Background(0.0, 0.112),
        "title_to_text": Background(0.0, 0.085),
        "text_to_title": Background(0.0, 0.087),
    }


def _same_thin() -> dict[str, Background]:
    return _same() | {
        "text_words": Background(0.0024, 0.003),
        "terms": Background(0.0007, 0.0025),
        "text_meaning": Background(0.0, 0.082),
        "title_to_text": Background(0.0, 0.08),
    }


def _cross() -> dict[str, Background]:
    words = {name: Background(0.0, 0.005) for name in ("title_words", "text_words", "terms")}
    return _same() | words


def _background() -> dict[tuple[str, bool], dict[str, Background]]:
    """By relation of the languages and by whether the candidate is no more than a title."""
    return {
        (SAME, False): _same(),
        (SAME, True): _same_thin(),
        (CROSS, False): _cross(),
        (CROSS, True): _cross(),
    }


@dataclass(frozen=True, slots=True)
class TextWeights:
    """Weights of the seven signals in the texts; they multiply standard scores and sum to about 1.

    `title_to_text` holds the demand's title against the offer's text, `text_to_title` the reverse.
    """

    title_words: float
    text_words: float
    terms: float
    title_meaning: float
    text_meaning: float
    title_to_text: float
    text_to_title: float


WITHIN_LANGUAGE = TextWeights(0.02, 0.40, 0.15, 0.03, 0.22, 0.12, 0.06)
ACROSS_LANGUAGES = TextWeights(0.0, 0.13, 0.13, 0.06, 0.60, 0.33, 0.13)


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the signals, of structured fit and of age, and the calibration.

    Where the texts share no language, words cannot speak: structured fit then counts `across_structured`
    times as much, so that scores of both kinds mean the same.
    `thin` multiplies the text value of a candidate that is no more than a title; `knee` is where the
    scores of shared words begin to grow slowly (`Scale.weighted`).
    `background_rows`: how many rows of a corpus weigh as much as the packaged background.
    """

    within: TextWeights = WITHIN_LANGUAGE
    across: TextWeights = ACROSS_LANGUAGES
    across_structured: float = 1.5
    field: float = 0.50
    indicators: float = 0.50
    region: float = 0.05
    maturity: float = 0.10
    price: float = 0.05
    mode: float = 0.05
    recency: float = 0.30
    half_life_years: float = 8.0
    slope: float = 1.8
    offset: float = -7.0
    thin: float = 0.75
    knee: float = 3.0
    background_rows: float = 200.0
    strong: float = 0.75
    likely: float = 0.50
    look: float = 0.20
    background: dict[tuple[str, bool], dict[str, Background]] = dataclasses.field(default_factory=_background)

    def signal_weights(self, relation: str, *, from_demand: bool) -> tuple[float, ...]:
        """Weights in the order of SIGNALS; an offer as query swaps the two mixed signals."""
        texts = self.within if relation == SAME else self.across
        values = [getattr(texts, name) for name in SIGNALS]
        if not from_demand:
            values[-2:] = reversed(values[-2:])
        return tuple(values)

    def structured_limit(self) -> float:
        """The most that structured fit can add before calibration."""
        return self.across_structured * self._structured_sum()

    def _structured_sum(self) -> float:
        return self.field + self.indicators + self.region + self.maturity + self.price + self.mode
