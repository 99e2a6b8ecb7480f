"""The rows behind the figures of the quality page."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from qianqiao.catalogue.domain.records import PACKAGE
from qianqiao.catalogue.models import Achievement, Patent
from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.core.texts import listed
from qianqiao.matching.domain.runs import ENGINE, encoder_now
from qianqiao.matching.models import MatchJudgement
from qianqiao.matching.presenting.candidates import candidates
from qianqiao.matching.presenting.judgements import WHO, reason_told
from qianqiao.matching.presenting.quality import AGES, LIVES, NONE, age_key, strength_key, tenth_label
from qianqiao.matching.presenting.sentences import STRENGTHS
from qianqiao.matching.queries import rows as published_rows
from qianqiao.matching.reads import quality
from qianqiao.matching.reads.quality import TENTHS, Best
from qianqiao.organisations.views.record_pages.addresses import address
from qianqiao.organisations.views.record_pages.facts import day
from qianqiao.organisations.views.record_pages.quality import told as quality_told

Row = dict[str, Any]


def is_outdated(best: Best, engine: str, encoder: str) -> bool:
    """Made by another engine or text model than today's."""
    return best.at is not None and (best.engine, best.encoder) != (engine, encoder)


def demands_asked(request: HttpRequest) -> Sequence[Best]:
    """By strength of the best match, by age of the run, or those of another engine or model."""
    best, now = quality.best_matches(clock.today()), clock.now()
    asked, age = request.GET.get("strength", ""), request.GET.get("age", "")
    if asked:
        return [one for one in best if strength_key(one) == asked]
    if age:
        return [one for one in best if one.at is not None and age_key(one.at, now) == age]
    if request.GET.get("outdated"):
        encoder = encoder_now()
        return [one for one in best if is_outdated(one, ENGINE, encoder)]
    return best


def offers_asked(request: HttpRequest) -> Sequence[tuple[str, int]]:
    return quality.offers_by_life(clock.today(), alive=request.GET.get("life") == "alive")


def judgements_asked(request: HttpRequest) -> QuerySet[MatchJudgement]:
    asked = request.GET.get("tenth", "")
    if asked.isdecimal() and int(asked) < TENTHS:
        return quality.judgements_in(int(asked))
    return MatchJudgement.objects.order_by("-updated_at", "-pk")


def chosen_words(request: HttpRequest) -> str:
    """What narrows the list, in words."""
    strength, age = request.GET.get("strength", ""), request.GET.get("age", "")
    tenth, life = request.GET.get("tenth", ""), request.GET.get("life", "")
    if strength in STRENGTHS:
        return str(STRENGTHS[strength])
    if strength == NONE:
        return _("not matched yet")
    if age in AGES:
        return _("Runs made %(age)s") % {"age": AGES[age][0]}
    if life in LIVES:
        return str(LIVES[life])
    if tenth.isdecimal() and int(tenth) < TENTHS:
        return _("Score %(range)s") % {"range": tenth_label(int(tenth))}
    return _("Made by another engine or text model") if request.GET.get("outdated") else ""


def demand_rows(found: Sequence[Best], *, actor: Actor) -> list[Row]:
    known = candidates([one.number for one in found], actor=actor)
    return [
        {
            "url": f"{address(one.number)}/matches/",
            "title": known[one.number].title if one.number in known else one.number,
            "title_lang": known[one.number].lang if one.number in known else "",
            "meta": [one.number, *(known[one.number].parts if one.number in known else ())],
            "side": f"{round(100 * one.score)} / 100" if one.at else _("not matched yet"),
            "side_meta": day(one.at),
        }
        for one in found
    ]


def offer_rows(found: Sequence[tuple[str, int]], *, actor: Actor) -> list[Row]:
    """Offers with what their records lack: what is not filled in cannot be matched."""
    numbers = [number for number, _score in found]
    known = candidates(numbers, actor=actor)
    records = {row.number: row for letter in "AP" for row in published_rows(letter, numbers)}
    return [
        {
            "url": address(number),
            "title": known[number].title if number in known else number,
            "title_lang": known[number].lang if number in known else "",
            "meta": [number, *(known[number].parts if number in known else ())],
            "side": _("Completeness %(score)d") % {"score": score},
            "text": _lacking(records.get(number)),
        }
        for number, score in found
    ]


def _lacking(record: Achievement | Patent | None) -> str:
    if record is None:
        return ""
    missing: Any = quality_told(record, PACKAGE, "record_quality.offer")["missing"]
    names = listed(str(one["label"]) for one in missing)
    return (
        _("Not filled in: %(fields)s") % {"fields": names}
        if names
        else _("Nothing is missing in the record.")
    )


def judgement_rows(found: Sequence[MatchJudgement], *, actor: Actor) -> list[Row]:
    known = candidates({number for one in found for number in (one.demand, one.offer)}, actor=actor)

    def title(number: str) -> str:
        return known[number].title if number in known else number

    return [
        {
            "url": f"{address(one.demand)}/matches/",
            "title": f"{title(one.demand)} · {title(one.offer)}",
            "meta": [one.demand, one.offer, str(WHO[one.who])],
            "side": one.get_verdict_display(),
            "side_meta": f"{round(100 * one.score)} / 100",
            "text": reason_told(one),
        }
        for one in found
    ]
