"""The daily e-mail: what waits for it is gathered once per person and day, then sent as one mail."""

from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction

from qianqiao.core import clock
from qianqiao.notices.domain.deliveries import attempt, wish
from qianqiao.notices.domain.pauses import close
from qianqiao.notices.models import Delivery, MailDigest, Notice, Sending
from qianqiao.notices.presenting.mails import digest_mail
from qianqiao.notices.topics import Mail
from qianqiao.organisations.models import User

DUE = time(8, 30)


def day_due(now: datetime) -> date:
    """The day whose digests are due: this one from 8:30 in China, before that yesterday's."""
    local = now.astimezone(clock.SHANGHAI)
    return local.date() if local.time() >= DUE else local.date() - timedelta(days=1)


def people_waiting(day: date) -> list[int]:
    """Who has something for the digest of a day and none of that day yet."""
    waiting = Delivery.objects.filter(
        way=Delivery.Way.DIGEST,
        state=Sending.State.PENDING,
        digest=None,
        created_at__lt=datetime.combine(day, DUE, clock.SHANGHAI),
    )
    done = MailDigest.objects.filter(day=day).values("user")
    users = waiting.exclude(notice__user__in=done).values_list("notice__user", flat=True)
    return sorted(set(users))


def prepare(user_id: int, day: date) -> MailDigest | None:
    """Gathers what waits into the digest of a day; None where there is one. Idempotent by (person, day)."""
    moment = datetime.combine(day, DUE, clock.SHANGHAI)
    now = clock.now()
    try:
        with transaction.atomic():
            digest = MailDigest.objects.create(user_id=user_id, day=day, next_attempt_at=now, created_at=now)
            Delivery.objects.filter(
                notice__user=user_id,
                way=Delivery.Way.DIGEST,
                state=Sending.State.PENDING,
                digest=None,
                created_at__lt=moment,
            ).update(digest=digest)
    except IntegrityError:  # another worker was first
        return None
    return digest


def deliver(digest_id: int) -> bool | None:
    """Sends a digest under a lock, without what was read or switched off meanwhile; True, False or None as for a mail."""
    with transaction.atomic():
        waiting = MailDigest.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            pk=digest_id, state=Sending.State.PENDING, next_attempt_at__lte=clock.now()
        )
        digest = waiting.select_related("user").first()
        if digest is None:
            return None
        told = _still_to_tell(digest, digest.user)
        if not told:
            close(digest, Sending.State.EMPTY)
            digest.deliveries.update(state=Sending.State.EMPTY)
            return None
        if not attempt(digest, digest_mail(digest, told)):
            if digest.state == Sending.State.DEAD:
                digest.deliveries.update(state=Sending.State.DEAD, last_error=digest.last_error)
            return False
        sent = digest.deliveries.filter(notice__in=told)
        sent.update(state=Sending.State.SENT, sent_at=clock.now())
        digest.deliveries.filter(state=Sending.State.PENDING).update(state=Sending.State.EMPTY)
        return True


def _still_to_tell(digest: MailDigest, user: User) -> list[Notice]:
    if not user.is_active:
        return []
    notices = Notice.objects.filter(delivery__digest=digest, read_at=None).order_by("created_at", "pk")
    wishes = {code: wish(user.pk, code) for code in {notice.code for notice in notices}}
    return [notice for notice in notices if wishes[notice.code] != Mail.NEVER]
