"""Tells people that something happened."""

from collections.abc import Iterable, Mapping

from django.db import connection

from qianqiao.core import clock, outbox
from qianqiao.notices.models import Notice


def notify(
    user_ids: Iterable[int],
    *,
    code: str,
    params: Mapping[str, str],
    address: str = "",
    key: str,
    organisation_id: int | None = None,
) -> int:
    """Tells each person once for a `key`, in the running transaction; channels follow by the event `notices.told`.

    With `organisation_id` the webhooks of that organisation are told too, once per key, even where no person is.
    Returns how many people had not been told before.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("notify must run inside the transaction of its cause")
    wanted = set(user_ids)
    known = set(Notice.objects.filter(user_id__in=wanted, key=key).values_list("user_id", flat=True))
    now = clock.now()
    made = Notice.objects.bulk_create(
        [
            Notice(user_id=user, code=code, params=dict(params), address=address, key=key, created_at=now)
            for user in sorted(wanted - known)
        ],
        ignore_conflicts=True,
    )
    if made:
        outbox.emit("notices.told", {"key": key, "users": sorted(notice.user_id for notice in made)})
    if organisation_id is not None:
        told = {"code": code, "params": dict(params), "address": address}
        outbox.emit("notices.told_organisation", {"key": key, "organisation": organisation_id, **told})
    return len(made)
