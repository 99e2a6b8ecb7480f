"""Notices on their way to mail boxes: planned once each, then sent; what failed is tried again, nothing twice."""

from collections.abc import Iterable
from datetime import datetime, time
from smtplib import SMTPException, SMTPRecipientsRefused

from django.core.mail import EmailMessage
from django.db import transaction

from qianqiao.core import clock
from qianqiao.notices import texts
from qianqiao.notices.domain.pauses import close, note_failure
from qianqiao.notices.models import Delivery, MailChoice, Notice, Sending
from qianqiao.notices.presenting.mails import notice_mail
from qianqiao.notices.topics import Mail, topic_of
from qianqiao.organisations.models import User

FAILURES = (SMTPException, OSError)


def plan(notice_key: str, user_ids: Iterable[int]) -> int:
    """One delivery per notice whose person wants a mail; planning again adds nothing. How many are new.

    Nobody gets two mails a day about the same row: the second and later ones wait for the digest.
    """
    with transaction.atomic():
        # two events about one person are planned one after the other, so that each sees the other's mail
        people = User.objects.select_for_update(no_key=True).filter(pk__in=list(user_ids), is_active=True)
        users = [user.pk for user in people.order_by("pk")]
        notices = list(Notice.objects.filter(key=notice_key, user_id__in=users, delivery=None))
        planned = [(notice, way) for notice in notices if (way := _way(notice)) is not None]
        now = clock.now()
        Delivery.objects.bulk_create(
            [
                Delivery(notice=notice, way=way, next_attempt_at=now, created_at=now)
                for notice, way in planned
            ],
            ignore_conflicts=True,
        )
    return len(planned)


def wish(user_id: int, code: str) -> str:
    """When a person wants the mails of a kind of notice."""
    if not texts.goes_by_mail(code):
        return Mail.NEVER
    topic = topic_of(code)
    chosen = MailChoice.objects.filter(user_id=user_id, topic=topic.code).first()
    return chosen.mail if chosen is not None else topic.mail


def _way(notice: Notice) -> str | None:
    wanted = wish(notice.user_id, notice.code)
    if wanted == Mail.NEVER:
        return None
    if wanted == Mail.DAILY or _was_mailed_today(notice):
        return Delivery.Way.DIGEST
    return Delivery.Way.MAIL


def _was_mailed_today(notice: Notice) -> bool:
    """Whether a mail about the same row went out, or waits to go out, on this day in China."""
    if not notice.address:
        return False
    midnight = datetime.combine(clock.today(), time(0), clock.SHANGHAI)
    return Delivery.objects.filter(
        notice__user=notice.user_id,
        notice__address=notice.address,
        way=Delivery.Way.MAIL,
        created_at__gte=midnight,
    ).exists()


def deliver(delivery_id: int) -> bool | None:
    """Sends a mail of its own under a lock: True when sent, False when the server refused, None when nothing was due.

    A crash after the server took the mail and before the commit sends it again under the same Message-ID, which mail
    boxes drop; that is the only way to a second copy.
    """
    with transaction.atomic():
        waiting = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            pk=delivery_id,
            way=Delivery.Way.MAIL,
            state=Sending.State.PENDING,
            next_attempt_at__lte=clock.now(),
        )
        delivery = waiting.select_related("notice__user").first()
        if delivery is None:
            return None
        user = delivery.notice.user
        if not user.is_active or wish(user.pk, delivery.notice.code) == Mail.NEVER:
            close(delivery, Sending.State.EMPTY)
            return None
        return attempt(delivery, notice_mail(delivery.notice))


def attempt(sending: Sending, mail: EmailMessage) -> bool:
    """One attempt at one mail; a mail box that does not exist is not tried again."""
    try:
        mail.send()
    except FAILURES as error:
        is_final = isinstance(error, SMTPRecipientsRefused) and all(
            code >= 500 for code, _ in error.recipients.values()
        )
        note_failure(sending, f"{type(error).__name__}: {error}", is_final=is_final)
        return False
    close(sending, Sending.State.SENT)
    return True
