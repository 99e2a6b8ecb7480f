"""Every number of the score in one place; how each was found stands in docs/matching.md."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from qianqiao.matching.engine.index.partition import MEANING, SIGNALS

SAME = "same"
CROSS = "cross"


@dataclass(frozen=True, slots=True)
class Background:
    """What a signal is for an ordinary pair of unrelated texts: mean and standard deviation."""

    mean: float
    deviation: float


Backgrounds = dict[tuple[str, bool], dict[str, Background]]


def _backgrounds(same: Sequence[float], same_thin: Sequence[float], cross: Sequence[float]) -> Backgrounds:
    """Deviations of the four signals of meaning; `thin`: against rows that are no more than a title."""
    found = {(SAME, False): same, (SAME, True): same_thin, (CROSS, False): cross, (CROSS, True): cross}
    return {
        key: {name: Background(0.0, value) for name, value in zip(MEANING, values, strict=True)}
        for key, values in found.items()
    }


def _words() -> Backgrounds:
    """Signals of words by relation of the languages and by whether the candidate is no more than a title."""
    full = {
        "title_words": Background(0.005, 0.015),
        "text_words": Background(0.017, 0.013),
        "terms": Background(0.009, 0.012),
    }
    thin = full | {"text_words": Background(0.0024, 0.003), "terms": Background(0.0007, 0.0025)}
    across = dict.fromkeys(full, Background(0.0, 0.002))
    return {(SAME, False): full, (SAME, True): thin, (CROSS, False): across, (CROSS, True): across}


@dataclass(frozen=True, slots=True)
class Model:
    """A text model in the mixture: its share within a language and across, and its ordinary cosines."""

    within: float
    across: float
    background: Backgrounds


# Models that nothing was measured for weigh alike and have the background of USE.
OTHER_MODEL = Model(
    1.0,
    1.0,
    _backgrounds((0.085, 0.112, 0.085, 0.087), (0.085, 0.082, 0.08, 0.087), (0.084, 0.106, 0.082, 0.085)),
)


def _models() -> dict[str, Model]:
    """By the first part of an encoder's identity."""
    return {
        "use-m3": Model(0.2, 0.5, OTHER_MODEL.background),
        "e5-small": Model(
            0.8,
            0.5,
            _backgrounds(
                (0.078, 0.092, 0.082, 0.08), (0.078, 0.076, 0.074, 0.08), (0.072, 0.076, 0.073, 0.072)
            ),
        ),
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


WITHIN_LANGUAGE = TextWeights(0.02, 0.36, 0.11, 0.03, 0.30, 0.13, 0.05)
ACROSS_LANGUAGES = TextWeights(0.0, 0.12, 0.06, 0.09, 0.47, 0.16, 0.10)


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the signals, of structured fit and of age, and the calibration.

    Where the texts share no language, words cannot speak: structured fit then counts `across_structured`
    times as much, so that scores of both kinds mean the same.
    `thin` multiplies the text value of a candidate that is no more than a title; `knee` is where the
    scores of shared words begin to grow slowly (`Scale.weighted`).
    `words_alone` multiplies the signals of words where no model speaks.
    `agreement` is how much the standard scores of two models go together on ordinary pairs.
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
    purpose: float = 0.50
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
    agreement: float = 0.6
    words_alone: float = 1.2
    words: Backgrounds = dataclasses.field(default_factory=_words)
    models: dict[str, Model] = dataclasses.field(default_factory=_models)

    def signal_weights(self, relation: str, *, from_demand: bool) -> tuple[float, ...]:
        """Weights in the order of SIGNALS; an offer as query swaps the two mixed signals."""
        texts = self.within if relation == SAME else self.across
        values = [getattr(texts, name) for name in SIGNALS]
        if not from_demand:
            values[-2:] = reversed(values[-2:])
        return tuple(values)

    def model(self, name: str) -> Model:
        """The model of this name, or what holds for any other."""
        return self.models.get(name, OTHER_MODEL)

    def shares(self, names: Sequence[str], relation: str) -> tuple[float, ...]:
        """How much of a signal of meaning each model makes where all of them speak."""
        own = [self.model(name) for name in names]
        return tuple(one.within if relation == SAME else one.across for one in own)

    def backgrounds(self, names: Sequence[str], relation: str, *, thin: bool) -> list[Background]:
        """The background of each column: signals of words, then the signals of meaning of each model."""
        words = self.words[relation, thin]
        found = [words[name] for name in SIGNALS if name in words]
        for name in names:
            own = self.model(name).background[relation, thin]
            found += [own[signal] for signal in MEANING]
        return found

    def structured_limit(self) -> float:
        """The most that structured fit can add before calibration."""
        return self.across_structured * self._structured_sum()

    def _structured_sum(self) -> float:
        return self.field + self.indicators + self.region + self.maturity + self.price + self.mode
