"""A pair told beside the last one shown: place, parts, what is missing, or the limit."""

from dataclasses import dataclass
from typing import Any

from qianqiao.core.texts import listed
from qianqiao.matching.engine.files.report import part_word
from qianqiao.matching.pairs import Pair
from qianqiao.matching.presenting.sentences import STRENGTHS, missing_line, reason_lines, told, tongue
from qianqiao.matching.presenting.subject import Subject
from qianqiao.matching.results import StoredMatch

LEAST = 0.05


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the score in points, of the pair and of the last one shown."""

    label: str
    own: float
    last: float | None

    @property
    def gap(self) -> float | None:
        return None if self.last is None else self.own - self.last


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything the page says of a pair. `last` is None where nothing is shown; `short` names the largest gaps."""

    about: Subject
    pair: Pair
    points: float
    strength: str
    last: StoredMatch | None
    last_points: float
    parts: tuple[Part, ...]
    short: str
    reasons: tuple[dict[str, Any], ...]
    missing: str
    limit: str

    @property
    def is_shown(self) -> bool:
        """Whether the pair itself stands among those shown."""
        return self.last is not None and self.pair.place is not None and self.pair.place <= self.last.rank


def answer(pair: Pair, last: StoredMatch | None, about: Subject, subject: str) -> Answer:
    """`subject` is the number of the record matched; `about` tells of the candidate."""
    match = pair.match
    parts = _parts(match, last if last is None or last.number != pair.number else None) if match else ()
    behind = sorted((one for one in parts if (one.gap or 0) < -LEAST), key=lambda one: one.gap or 0)
    return Answer(
        about=about,
        pair=pair,
        points=100 * pair.score,
        strength=str(STRENGTHS[match.strength]) if match else "",
        last=last,
        last_points=100 * last.score if last else 0.0,
        parts=parts,
        short=listed(one.label for one in behind[:3]),
        reasons=tuple(reason_lines(match)) if match else (),
        missing=missing_line(match, subject) if match else "",
        limit=told(pair.limit) if pair.limit else "",
    )


def _parts(match: StoredMatch, last: StoredMatch | None) -> tuple[Part, ...]:
    """The parts of the pair in their order, those of no weight on either side left out."""
    other = dict(last.parts) if last else {}
    rows = [
        Part(part_word(name, tongue()), 100 * value, 100 * other.get(name, 0.0) if last else None)
        for name, value in match.parts
    ]
    return tuple(row for row in rows if max(abs(row.own), abs(row.last or 0.0)) >= LEAST)
