"""A digest as a mail: what is new for each record followed, why it fits, and how to stop."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qianqiao.core import config
from qianqiao.core.actor import Actor
from qianqiao.matching.domain.runs import Withheld
from qianqiao.matching.domain.subscriptions import worth_telling
from qianqiao.matching.links import stop_address
from qianqiao.matching.models import MatchDigest, MatchSubscription
from qianqiao.matching.policies import may_follow
from qianqiao.matching.presenting.candidates import candidates
from qianqiao.matching.presenting.sentences import STRENGTHS, missing_line, told
from qianqiao.matching.presenting.subject import subject
from qianqiao.matching.queries import published
from qianqiao.matching.reads.subscriptions import matches_in
from qianqiao.matching.records import Row
from qianqiao.organisations.actors import actor_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One new candidate in a mail."""

    title: str
    url: str
    owner: str
    strength: str
    points: int
    reason: str
    missing: str


@dataclass(frozen=True, slots=True)
class Section:
    """The news of one record."""

    number: str
    title: str
    url: str
    stop_url: str
    entries: tuple[Entry, ...]


def compose(digest: MatchDigest) -> EmailMultiAlternatives | None:
    """The mail of a digest in its person's language, or None where nothing of it may be told any more."""
    told_by = matches_in(digest)
    language = next((one.language for one in told_by), "zh-hans")
    with translation.override(language):
        sections = _sections(digest, told_by)
        if not sections:
            return None
        return _mail(digest, sections, language)


def _mail(digest: MatchDigest, sections: Sequence[Section], language: str) -> EmailMultiAlternatives:
    count = sum(len(section.entries) for section in sections)
    subject_line = ngettext("%(count)d new match", "%(count)d new matches", count) % {"count": count}
    context = {
        "sections": sections,
        "count": count,
        "site": config.site_address(),
        "lang": "zh-Hans" if language.startswith("zh") else "en",
        "sample_data": config.is_sample_site(),
    }
    host = config.site_address().partition("://")[2].partition(":")[0]
    mail = EmailMultiAlternatives(
        subject=f"{subject_line} · {_('Qianqiao')}",
        body=render_to_string("matching/mail/digest.txt", context),
        to=[digest.user.email],
        headers={
            "Message-ID": f"<digest-{digest.pk}-{digest.week.isoformat()}@{host}>",
            "List-Unsubscribe": f"<{sections[0].stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string("matching/mail/digest.html", context), "text/html")
    return mail


def _sections(digest: MatchDigest, told_by: dict[MatchSubscription, list[str]]) -> list[Section]:
    actor = actor_of(digest.user)
    rows = {row.number: row for row in published("APXD", [one.number for one in told_by])}
    found = []
    for subscription, numbers in told_by.items():
        row = rows.get(subscription.number)
        if row is not None and may_follow(actor, row):
            entries = _entries(row, numbers, actor)
            if entries:
                found.append(_section(row, subscription, entries, actor))
    return found


def _section(row: Row, subscription: MatchSubscription, entries: tuple[Entry, ...], actor: Actor) -> Section:
    about = subject(row, actor=actor)
    return Section(
        about.number,
        about.title,
        f"{config.site_address()}{about.url}/matches/",
        stop_address(subscription),
        entries,
    )


def _entries(row: Row, numbers: Sequence[str], actor: Actor) -> tuple[Entry, ...]:
    try:
        matches = {match.number: match for match in worth_telling(row, actor=actor)}
    except Withheld:
        return ()
    known = candidates(numbers, actor=actor)
    return tuple(
        Entry(
            title=known[number].title,
            url=f"{config.site_address()}{known[number].url}",
            owner=" · ".join(known[number].parts),
            strength=str(STRENGTHS[matches[number].strength]),
            points=matches[number].points,
            reason=next((text for one in matches[number].reasons if (text := told(one))), ""),
            missing=missing_line(matches[number], row.number),
        )
        for number in numbers
        if number in known and number in matches
    )
