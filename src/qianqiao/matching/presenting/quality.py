"""The quality page in words: every table with its rows, every number with the address of what it counts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from qianqiao.matching.generations import Backlog
from qianqiao.matching.models import MatchQualityWeek, VectorGeneration
from qianqiao.matching.presenting.sentences import STRENGTHS
from qianqiao.matching.reads.quality import TENTHS, Best, Tenth

ROWS = "/quality/matching/"
NONE = "none"
AGES: dict[str, tuple[str | Promise, timedelta | None]] = {
    "day": (gettext_lazy("within a day"), timedelta(days=1)),
    "week": (gettext_lazy("within a week"), timedelta(days=7)),
    "month": (gettext_lazy("within thirty days"), timedelta(days=30)),
    "older": (gettext_lazy("older"), None),
}
LIVES: dict[str, str | Promise] = {
    "alive": pgettext_lazy("offers", "stood among the first twenty"),
    "dead": pgettext_lazy("offers", "never among the first twenty"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a bar table; `share` is in hundredths of the whole, `url` opens what is counted."""

    label: str
    count: int
    share: float
    url: str = ""


@dataclass(frozen=True, slots=True)
class AcceptanceBar:
    """Judgements on one tenth of the score."""

    label: str
    useful: int
    judged: int
    share: float
    readers: str
    url: str


@dataclass(frozen=True, slots=True)
class Week:
    """A week beside the one before: `changed` says what made its scores incomparable."""

    row: MatchQualityWeek
    coverage: float
    alive: float
    bins: tuple[float, ...]
    changed: str


def share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def address(what: str, **asked: str) -> str:
    return f"{ROWS}{what}/?{urlencode(asked)}"


def strength_key(best: Best) -> str:
    """The strength of the best match; `none` without a run, `weak` where a run found nothing."""
    return NONE if best.at is None else best.strength or "weak"


def coverage_bars(best: Sequence[Best]) -> list[Bar]:
    counted = Counter(strength_key(one) for one in best)
    names: dict[str, str] = {key: str(word) for key, word in STRENGTHS.items()}
    names[NONE] = pgettext("demands", "not matched yet")
    return [
        Bar(name, counted[key], share(counted[key], len(best)), address("demands", strength=key))
        for key, name in names.items()
    ]


def life_bars(offers: int, alive: int) -> list[Bar]:
    counts = {"alive": alive, "dead": offers - alive}
    return [
        Bar(str(LIVES[key]), count, share(count, offers), address("offers", life=key))
        for key, count in counts.items()
    ]


def age_key(at: datetime, now: datetime) -> str:
    return next(key for key, (_label, limit) in AGES.items() if limit is None or now - at <= limit)


def age_bars(best: Sequence[Best], now: datetime) -> list[Bar]:
    ages = [age_key(one.at, now) for one in best if one.at is not None]
    counted = Counter(ages)
    return [
        Bar(str(label), counted[key], share(counted[key], len(ages)), address("demands", age=key))
        for key, (label, _limit) in AGES.items()
    ]


def tenth_label(n: int) -> str:
    """0–10, 10–20 ... 90–100 as the score is shown."""
    return f"{n * 10}–{n * 10 + 10}"


def acceptance_bars(found: Sequence[Tenth]) -> list[AcceptanceBar]:
    return [
        AcceptanceBar(
            label=tenth_label(one.tenth),
            useful=one.useful,
            judged=one.judged,
            share=share(one.useful, one.judged),
            readers=f"{one.useful_to_readers} / {one.judged_by_readers}",
            url=address("judgements", tenth=str(one.tenth)),
        )
        for one in found
    ]


def week_rows(weeks: Sequence[MatchQualityWeek]) -> list[Week]:
    """Newest first, each compared with the one below it."""
    found = []
    for place, row in enumerate(weeks):
        before = weeks[place + 1] if place + 1 < len(weeks) else None
        found.append(
            Week(
                row=row,
                coverage=share(row.covered, row.demands),
                alive=share(row.alive, row.offers),
                bins=tuple(share(count, row.matched) for count in row.bins),
                changed=_changed(row, before),
            )
        )
    return found


def _changed(row: MatchQualityWeek, before: MatchQualityWeek | None) -> str:
    if before is None:
        return ""
    if row.encoder != before.encoder:
        return _("text model changed")
    return _("engine changed") if row.engine != before.engine else ""


def distribution(weeks: Sequence[Week]) -> list[tuple[str, list[float]]]:
    """Per tenth of the score, highest first, the share of demands whose best match lies there, week by week."""
    return [(tenth_label(n), [week.bins[n] for week in weeks]) for n in reversed(range(TENTHS))]


def drift_told(weeks: Sequence[Week]) -> str:
    """The running week against the mean of those before, in one sentence; empty with fewer than two."""
    if len(weeks) < 2:
        return ""
    now, before = weeks[0], weeks[1:]
    coverage = now.coverage - sum(week.coverage for week in before) / len(before)
    mean = 100 * (now.row.mean_best - sum(week.row.mean_best for week in before) / len(before))
    return _(
        "Against the %(count)d weeks before: coverage %(coverage)+.1f points, mean best score %(mean)+.1f."
    ) % {
        "count": len(before),
        "coverage": coverage,
        "mean": mean,
    }


def backlog_bars(found: Sequence[Backlog]) -> list[Bar]:
    """Records that lack a model's vectors, by the part that lacks most."""
    behind = [max(one.lacking.values(), default=0) for one in found]
    return [
        Bar(_model_word(one), count, share(one.records - count, one.records))
        for one, count in zip(found, behind, strict=True)
    ]


def _model_word(one: Backlog) -> str:
    if one.state == VectorGeneration.State.BUILDING:
        return _("%(model)s, being built") % {"model": one.key}
    return one.key
