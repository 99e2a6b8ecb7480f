"""What people decided about pairs: levels 1 to 4, or accepted and refused from docking, read from a file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from statistics import median_low

from qianqiao.matching.engine.files.problems import FileRefused, Problem, refuse
from qianqiao.matching.engine.files.records import read_pairs
from qianqiao.matching.engine.learning.curve import LEVELS
from qianqiao.matching.engine.records import Record

# Outcomes as people and the platform's own export write them, and the level that each stands for.
_OUTCOMES = {
    4: "accepted accept 接受 已接受 采纳 达成 成交",
    3: "useful 有用",
    2: "refused refuse rejected not_useful 拒绝 已拒绝 婉拒 不合适 未通过",
}
_LEVEL_OF_OUTCOME = {word: level for level, words in _OUTCOMES.items() for word in words.split()}
# The one reason that says the pair is about different things; any other leaves it near, and yet not wanted.
_OFF_TOPIC = frozenset({"off_topic", "off topic", "off-topic", "不相关", "无关", "题目不对", "不对题"})
_REFUSED_LEVEL, _OFF_TOPIC_LEVEL = 2, 1
# Words that say nothing: a row without a decision.
_PENDING = frozenset({"", "pending", "open", "待定", "进行中", "-", "/"})


@dataclass(frozen=True, slots=True)
class Label:
    """What was decided about a pair: a level, how many said so, whether they differed, and the last day."""

    demand: str
    offer: str
    level: int
    votes: int = 1
    disputed: bool = False
    day: date | None = None


@dataclass(frozen=True, slots=True)
class _Vote:
    demand: str
    offer: str
    level: int
    day: date | None


def read_labels(path: Path, demands: Mapping[str, Record], offers: Mapping[str, Record]) -> list[Label]:
    """The labels of a file in order of (demand, offer). Raises FileRefused with every bad cell.

    Several rows about one pair are the votes of several people: the lower median counts.
    """
    problems: list[Problem] = []
    votes: list[_Vote] = []
    for row, demand, offer in read_pairs(path, dict(demands), dict(offers)):
        try:
            level = _level(row.cells)
            day = _day(row.cells.get("labelled_on"))
        except _BadCell as bad:
            values = (("value", bad.value),)
            problems.append(Problem(str(path), bad.code, row.number, bad.column, values))
            continue
        if level is not None:
            votes.append(_Vote(demand, offer, level, day))
    if problems:
        raise FileRefused(problems)
    if not votes:
        raise refuse(str(path), "no_labels")
    return joined(votes)


def joined(votes: Iterable[_Vote]) -> list[Label]:
    """One label a pair."""
    by_pair: dict[tuple[str, str], list[_Vote]] = {}
    for vote in votes:
        by_pair.setdefault((vote.demand, vote.offer), []).append(vote)
    return [
        Label(
            demand,
            offer,
            median_low([vote.level for vote in own]),
            len(own),
            len({vote.level for vote in own}) > 1,
            max((vote.day for vote in own if vote.day is not None), default=None),
        )
        for (demand, offer), own in sorted(by_pair.items())
    ]


def digest_of(labels: Sequence[Label]) -> str:
    """Names the labels: equal digests, equal pairs and levels."""
    told = "\n".join(f"{label.demand}\t{label.offer}\t{label.level}" for label in labels)
    return sha256(told.encode()).hexdigest()


class _BadCell(Exception):  # noqa: N818  becomes a Problem
    def __init__(self, code: str, column: str, value: object) -> None:
        super().__init__(code)
        self.code, self.column, self.value = code, column, str(value)


def _level(cells: Mapping[str, object]) -> int | None:
    """The level stated, or the one that an outcome stands for; None where nothing was decided yet."""
    stated = cells.get("level")
    if stated is not None and _plain(stated) not in _PENDING:
        return _stated_level(stated)
    outcome = _plain(cells.get("outcome"))
    if outcome in _PENDING:
        return None
    level = _LEVEL_OF_OUTCOME.get(outcome)
    if level is None:
        raise _BadCell("bad_outcome", "outcome", cells.get("outcome"))
    off_topic = _plain(cells.get("refusal_reason")) in _OFF_TOPIC
    return _OFF_TOPIC_LEVEL if level == _REFUSED_LEVEL and off_topic else level


def _stated_level(value: object) -> int:
    text = _plain(value).removesuffix("级").removesuffix(".0")
    if isinstance(value, bool) or text not in {str(level) for level in LEVELS}:
        raise _BadCell("bad_grade", "level", value)
    return int(text)


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _plain(value)
    if text in _PENDING:
        return None
    try:
        return datetime.fromisoformat(text.replace("/", "-")).date()
    except ValueError:
        raise _BadCell("bad_date", "date", value) from None


def _plain(value: object) -> str:
    return "" if value is None else str(value).strip().lower()
