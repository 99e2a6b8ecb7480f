"""What the engine answers: matches with their explanation, or the hard limit that stands against one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

Params = Mapping[str, str]
STRENGTHS = ("strong", "likely", "look", "weak")


def now_in_china() -> datetime:
    """The time in Asia/Shanghai."""
    return datetime.now(ZoneInfo("Asia/Shanghai"))


def today_in_china() -> date:
    """The calendar day in Asia/Shanghai."""
    return now_in_china().date()


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom a match is made: sealed text may be used for its owner alone, so `owners` names who asks."""

    owners: frozenset[str] = frozenset()
    today: date = field(default_factory=today_in_china)


@dataclass(frozen=True, slots=True)
class Part:
    """What one signal gave to the score; all parts of a match add up to it within 1e-9."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Span:
    """A place in an original text of a record: `field` is title, text, title_en or text_en.

    `document` numbers the document of an expert, -1 for the record itself.
    """

    field: str
    start: int
    stop: int
    document: int = -1


@dataclass(frozen=True, slots=True)
class WordEvidence:
    """A term that both texts share, as the offer writes it, its share of the evidence in words, where it stands.

    `counterpart` is the demand's word in the other language where a dictionary bridged the two.
    """

    term: str
    weight: float
    language: str
    demand_spans: tuple[Span, ...]
    offer_spans: tuple[Span, ...]
    counterpart: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason or a thing missing: a code with its values, told in words by `sentences`.

    `weight` is what it gave before calibration (0 for a thing missing); `terms` are the words that a
    reason in words names.
    """

    code: str
    params: Params
    weight: float = 0.0
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HardLimit:
    """Why a pair may not be a match at all, whatever its score."""

    demand_id: str
    offer_id: str
    code: str
    params: Params


@dataclass(frozen=True, slots=True)
class Match:
    """One answer: `score` lies between 0 and 1; people see it as 0 to 100.

    `compared_by` names what the score used: "words", text models such as "use-m3", "structure",
    a learned model such as "learned:linear-1f2e3d4c".
    `level` is the level 1 to 4 that a learned model expects; the untrained fusion has none.
    """

    demand_id: str
    offer_id: str
    rank: int
    score: float
    strength: str
    parts: tuple[Part, ...]
    words: tuple[WordEvidence, ...] = ()
    reasons: tuple[Finding, ...] = ()
    missing: tuple[Finding, ...] = ()
    documents: tuple[int, ...] = ()
    compared_by: tuple[str, ...] = ()
    level: float | None = None

    @property
    def points(self) -> int:
        """The score as shown, 0 to 100."""
        return round(self.score * 100)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Matches in order, and the pairs that would have stood among them but for a hard limit."""

    matches: tuple[Match, ...]
    limited: tuple[HardLimit, ...]
