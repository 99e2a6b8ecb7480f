"""Weekly digests: prepared once per person and week, then sent; what failed is tried again, nothing twice."""

import logging
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction

from qianqiao.core import clock
from qianqiao.matching.domain.runs import Withheld
from qianqiao.matching.domain.subscriptions import remember_seen, worth_telling
from qianqiao.matching.models import MatchDigest, MatchSubscription
from qianqiao.matching.policies import may_follow
from qianqiao.matching.queries import published
from qianqiao.matching.reads.subscriptions import seen_numbers
from qianqiao.matching.results import StoredMatch
from qianqiao.notices.domain import notify
from qianqiao.organisations.actors import actor_of
from qianqiao.organisations.models import User

log = logging.getLogger(__name__)
DUE = time(8, 0)
MOST_ATTEMPTS = 24
Composer = Callable[[MatchDigest], EmailMessage | None]
News = list[tuple[MatchSubscription, list[StoredMatch]]]


def week_due(now: datetime) -> date:
    """The Monday of the week whose digests are due: this one from Monday 8:00 in China, before that the last."""
    local = now.astimezone(clock.SHANGHAI)
    monday = local.date() - timedelta(days=local.weekday())
    return monday if local >= datetime.combine(monday, DUE, clock.SHANGHAI) else monday - timedelta(days=7)


def prepare_digest(user: User, week: date) -> MatchDigest | None:
    """Collects what is new for a person and keeps it as the digest of the week; None where there is one already.

    Idempotent by (person, week). Candidates are noted as seen in the same transaction, so no later digest tells them.
    """
    if MatchDigest.objects.filter(user=user, week=week).exists():
        return None
    news = _news(user, week)
    state = MatchDigest.State.PENDING if any(found for _, found in news) else MatchDigest.State.EMPTY
    try:
        with transaction.atomic():
            digest = MatchDigest.objects.create(user=user, week=week, state=state, created_at=clock.now())
            for subscription, found in news:
                remember_seen(subscription, found, digest.pk)
            _tell(user, week, sum(len(found) for _, found in news))
    except IntegrityError:  # another worker was first
        return None
    return digest


def _tell(user: User, week: date, count: int) -> None:
    """The site tells it too; the mail is the digest itself."""
    if count:
        notify(
            [user.pk],
            code="matching.digest",
            params={"count": str(count)},
            address="/my/subscriptions/",
            key=f"matching:digest:{week.isoformat()}",
        )


def _news(user: User, week: date) -> News:
    """New matches per subscription that is older than the week's moment and still allowed."""
    actor, since = actor_of(user), datetime.combine(week, DUE, clock.SHANGHAI)
    subscriptions = list(MatchSubscription.objects.filter(user=user, created_at__lt=since))
    rows = {row.number: row for row in published("APXD", [one.number for one in subscriptions])}
    news: News = []
    for subscription in subscriptions:
        row = rows.get(subscription.number)
        if row is None or not may_follow(actor, row):
            continue
        try:
            matches = worth_telling(row, actor=actor)
        except Withheld:
            continue
        seen = seen_numbers(subscription)
        news.append((subscription, [match for match in matches if match.number not in seen]))
    return news


def deliver_digest(digest_id: int, compose: Composer) -> bool:
    """Sends a pending digest under a lock; False where there is nothing to send or the mail server refused.

    A crash after the server took the mail and before the commit sends it again under the same Message-ID, which mail
    boxes drop; that is the only way to a second copy.
    """
    with transaction.atomic():
        waiting = MatchDigest.objects.select_for_update(skip_locked=True, of=("self",)).select_related("user")
        digest = waiting.filter(pk=digest_id, state=MatchDigest.State.PENDING).first()
        if digest is None:
            return False
        mail = compose(digest)
        if mail is None:
            _close(digest, MatchDigest.State.EMPTY)
            return False
        try:
            mail.send()
        except (SMTPException, OSError) as error:
            _note_failure(digest, error)
            return False
        _close(digest, MatchDigest.State.SENT)
        return True


def _close(digest: MatchDigest, state: str) -> None:
    digest.state = state
    digest.sent_at = clock.now() if state == MatchDigest.State.SENT else None
    digest.save(update_fields=["state", "sent_at"])


def _note_failure(digest: MatchDigest, error: Exception) -> None:
    digest.attempts += 1
    digest.last_error = f"{type(error).__name__}: {error}"[:2000]
    if digest.attempts >= MOST_ATTEMPTS:
        digest.state = MatchDigest.State.DEAD
    digest.save(update_fields=["attempts", "last_error", "state"])
    log.error("digest %s was not sent (attempt %s): %s", digest.pk, digest.attempts, digest.last_error)
