"""Figures of matching for operators; every figure has a list of the rows that it counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, FloatField, IntegerField, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Floor, Least

from qianqiao.catalogue.models import Achievement, Patent
from qianqiao.catalogue.queries import live as live_offer
from qianqiao.demands.models import Demand
from qianqiao.demands.queries import live as live_demand
from qianqiao.matching.models import MatchJudgement, MatchQualityWeek, MatchRun, OfferAppearance

FIRST = ("strong", "likely")
TENTHS = 10
OFFERS: tuple[type[Any], ...] = (Achievement, Patent)


@dataclass(frozen=True, slots=True)
class Best:
    """A live demand and its best match in the newest run; `at` is None where it has no run."""

    number: str
    strength: str
    score: float
    at: datetime | None
    engine: str
    encoder: str

    @property
    def is_covered(self) -> bool:
        return self.strength in FIRST


@dataclass(frozen=True, slots=True)
class Tenth:
    """Judgements on scores within one tenth: by those with a part in the pair (or operators), and by readers."""

    tenth: int
    useful: int
    judged: int
    useful_to_readers: int
    judged_by_readers: int


def matched_demands(day: date) -> QuerySet[Demand]:
    """Live demands that stand in the public stock: all but the sealed ones."""
    return Demand.objects.filter(live_demand(day)).exclude(confidentiality=Demand.Confidentiality.SEALED)


def best_matches(day: date) -> list[Best]:
    """Per live demand its best offer in the newest run of its public reading, in order of number."""
    newest: dict[tuple[str, str], tuple[Any, ...]] = {}
    # the newest first, so that the results of older runs are never read
    last = MatchRun.objects.filter(direction=MatchRun.Direction.OFFERS).values("number", "reading")
    runs = MatchRun.objects.filter(pk__in=last.annotate(last=Max("pk")).values("last"))
    columns = ("result__matches__0__strength", "result__matches__0__score", "created_at", "engine", "encoder")
    for number, reading, *values in runs.values_list("number", "reading", *columns).iterator(5000):
        newest[number, reading] = tuple(values)
    found = []
    demands = matched_demands(day).order_by("number").values_list("number", "confidentiality")
    for number, confidentiality in demands.iterator(5000):
        reading = "full" if confidentiality == Demand.Confidentiality.PUBLIC else "public"
        strength, score, at, engine, encoder = newest.get((number, reading), ("", 0.0, None, "", ""))
        found.append(Best(number, strength or "", float(score or 0), at, engine, encoder))
    return found


def score_tenths(scores: Iterable[float]) -> list[int]:
    """How many scores lie in each tenth from 0 to 1."""
    counted = Counter(min(int(score * TENTHS), TENTHS - 1) for score in scores)
    return [counted[n] for n in range(TENTHS)]


def live_offers(model: type[Any], day: date) -> QuerySet[Any]:
    rows: QuerySet[Any] = model._default_manager.filter(live_offer(day))  # noqa: SLF001  Django's documented manager
    appeared = OfferAppearance.objects.filter(number=OuterRef("number"))
    annotated: QuerySet[Any] = rows.annotate(appeared=Exists(appeared))
    return annotated


def offer_counts(day: date) -> tuple[int, int]:
    """(live offers, those that ever stood among the first twenty of a demand)."""
    counts = [
        live_offers(model, day).aggregate(all=Count("pk"), alive=Count("pk", filter=Q(appeared=True)))
        for model in OFFERS
    ]
    return sum(one["all"] for one in counts), sum(one["alive"] for one in counts)


def offers_by_life(day: date, *, alive: bool) -> list[tuple[str, int]]:
    """(number, completeness) of the offers that ever stood among the first twenty, or never did; emptiest first."""
    rows = [
        pair
        for model in OFFERS
        for pair in live_offers(model, day).filter(appeared=alive).values_list("number", "quality_score")
    ]
    return sorted(rows, key=lambda pair: (pair[1], pair[0]))


def acceptance() -> list[Tenth]:
    """Judgements by the tenth of the score that was shown, highest first."""
    tenth = Least(Cast(Floor(F("score") * TENTHS, output_field=FloatField()), IntegerField()), TENTHS - 1)
    rows = MatchJudgement.objects.annotate(tenth=tenth).values_list("tenth", "who", "verdict")
    counted: Counter[tuple[int, bool, bool]] = Counter()
    for place, who, verdict, count in rows.annotate(count=Count("pk")):
        reader, useful = who == MatchJudgement.Who.READER, verdict == MatchJudgement.Verdict.USEFUL
        counted[place, reader, useful] += count
    return [
        Tenth(
            n,
            counted[n, False, True],
            counted[n, False, True] + counted[n, False, False],
            counted[n, True, True],
            counted[n, True, True] + counted[n, True, False],
        )
        for n in reversed(range(TENTHS))
    ]


def judgements_in(tenth: int) -> QuerySet[MatchJudgement]:
    """The judgements that one row of `acceptance` counts, newest first."""
    low, high = tenth / TENTHS, (tenth + 1) / TENTHS
    upper = Q(score__lte=1) if tenth == TENTHS - 1 else Q(score__lt=high)
    return MatchJudgement.objects.filter(upper, score__gte=low).order_by("-updated_at", "-pk")


def weeks(limit: int = 5) -> list[MatchQualityWeek]:
    """The newest weeks, newest first."""
    return list(MatchQualityWeek.objects.order_by("-week")[:limit])
