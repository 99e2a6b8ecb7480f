"""Marks notices as read, all or one, and takes it back."""

from datetime import datetime

from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.notices.models import Notice


def read(notice: Notice, *, actor: Actor) -> None:
    """One notice of the actor's own; what was read stays read since then."""
    Notice.objects.filter(pk=notice.pk, user=actor.user_id or 0, read_at=None).update(read_at=clock.now())


def unread(notice: Notice, *, actor: Actor) -> None:
    Notice.objects.filter(pk=notice.pk, user=actor.user_id or 0).update(read_at=None)


def read_all(*, actor: Actor) -> tuple[datetime, int]:
    """Everything unread; the moment by which it can be undone, and how many that were."""
    moment = clock.now()
    count = Notice.objects.filter(user=actor.user_id or 0, read_at=None).update(read_at=moment)
    return moment, count


def undo_read_all(moment: datetime, *, actor: Actor) -> int:
    """Takes back what was marked as read together at a moment."""
    return Notice.objects.filter(user=actor.user_id or 0, read_at=moment).update(read_at=None)
