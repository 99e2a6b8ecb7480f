"""Shapes of search results and matches."""

from datetime import datetime
from typing import Literal

from django.utils.translation import gettext_noop
from pydantic import Field

from qianqiao.api.schemas.parts import Shape


class MarkedText(Shape):
    """A text and where it carried the query."""

    text: str
    language: str = Field(description=gettext_noop("Language of the text: zh-Hans or en."))
    spans: list[tuple[int, int]] = Field(
        description=gettext_noop("Start and end of each marked part, in characters.")
    )


class Hit(Shape):
    """One record found."""

    number: str
    type: Literal["achievement", "patent", "expert", "demand"]
    url: str = Field(description=gettext_noop("Address in this interface."))
    page: str = Field(description=gettext_noop("Address of the page for people."))
    score: float = Field(description=gettext_noop("Relevance; 0 in other orders."))
    title: MarkedText = Field(description=gettext_noop("Empty where a sealed demand withholds it."))
    text: MarkedText


class FacetValue(Shape):
    """One value of a facet and how many records it would show."""

    value: str
    label: str
    count: int


class SearchResult(Shape):
    """One page of a search."""

    query: str
    sort: str
    page: int
    pages: int
    total: int
    items: list[Hit]
    facets: dict[str, list[FacetValue]]
    next: str | None = Field(description=gettext_noop("Address of the next page; null on the last."))


class Reason(Shape):
    """Why two records fit, or what is missing, as a stable code and in words."""

    code: str = Field(description=gettext_noop("Stable word for programs."))
    text: str
    text_en: str


class ScorePart(Shape):
    """What one signal gave; the parts of a match sum to its score."""

    name: str
    value: float


class Match(Shape):
    """One candidate with its explanation."""

    number: str
    url: str = Field(description=gettext_noop("Address in this interface."))
    page: str = Field(description=gettext_noop("Address of the page for people."))
    title: str
    title_en: str
    rank: int
    score: float = Field(description=gettext_noop("0 to 1; pages show it times 100."))
    strength: Literal["strong", "likely", "look", "weak"]
    compared_by: list[str] = Field(
        description=gettext_noop("What the score used: words, names of text models, structure, rerank.")
    )
    parts: list[ScorePart]
    reasons: list[Reason]
    missing: list[Reason]


class MatchList(Shape):
    """The candidates of one record, best first."""

    number: str
    direction: Literal["offers", "demands", "experts"]
    run: str = Field(description=gettext_noop("Number to cite the run by; empty while it is not stored."))
    computed_at: datetime = Field(description=gettext_noop("When the match was computed."))
    stock_size: int = Field(description=gettext_noop("How many candidates were looked at."))
    compared_by: list[str] = Field(description=gettext_noop("What the scores used, each once."))
    unreachable: list[str] = Field(
        description=gettext_noop(
            "Text models whose service did not answer: the list was made without them and will be made again."
        )
    )
    items: list[Match]


class PairAnswer(Shape):
    """One pair: the score and place it has or would have, or the hard limit that forbids it."""

    number: str
    candidate: str
    score: float = Field(description=gettext_noop("Under a limit the score it would have; 0 where sealed."))
    place: int | None = Field(description=gettext_noop("Counted from 1; null beyond 2,000 or where sealed."))
    stock_size: int = Field(description=gettext_noop("How many candidates were looked at."))
    match: Match | None = Field(description=gettext_noop("null under a hard limit, or without any text."))
    limit: Reason | None = Field(description=gettext_noop("The hard limit between the two."))


class Like(Shape):
    """One record that is like another of its kind."""

    number: str
    url: str = Field(description=gettext_noop("Address in this interface."))
    page: str = Field(description=gettext_noop("Address of the page for people."))
    title: str
    title_en: str
    words: list[str] = Field(description=gettext_noop("Words that both share."))


class SimilarList(Shape):
    """Records like one record, nearest first."""

    number: str
    stock_size: int = Field(description=gettext_noop("How many candidates were looked at."))
    items: list[Like]
