"""Makes and ends keys, and notes when one was used."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from qianqiao.api.holders import PREFIX, digest_of
from qianqiao.api.models import ApiKey
from qianqiao.api.scopes import READ, SCOPES, SIGN
from qianqiao.core import audit, clock
from qianqiao.core.actor import SYSTEM, Actor
from qianqiao.core.workflow import Refusal
from qianqiao.docking.sides import LIAISE, SEE
from qianqiao.organisations.models import Membership, User

SIGNS, MANAGE = "docking.sign", "members.manage"
MOST_KEYS, LONGEST_DAYS, LONGEST_SIGNING_DAYS = 20, 365, 90
NOTED_EVERY = timedelta(hours=1)


def make_key(
    organisation_id: int, *, name: str, scopes: Sequence[str], days: int, actor: Actor
) -> tuple[ApiKey, str]:
    """Makes a key and returns it with its secret, which nobody can read again.

    Raises Refusal not_allowed, name_missing, scope_unknown, days_wrong, signs_too_long or too_many_keys.
    """
    wanted = [code for code in SCOPES if code == READ or code in scopes]
    user_id = actor.user_id
    able = organisation_id in organisations_for_keys(actor) and (
        SIGN not in wanted or organisation_id in actor.organisations_where(SIGNS)
    )
    faults = {
        "not_allowed": not able,
        "name_missing": not name.strip(),
        "scope_unknown": not set(scopes) <= set(SCOPES),
        "days_wrong": not 1 <= days <= LONGEST_DAYS,
        "signs_too_long": SIGN in wanted and days > LONGEST_SIGNING_DAYS,
    }
    for code, wrong in faults.items():
        if wrong:
            raise Refusal(code)
    secret = f"{PREFIX}{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=user_id or 0)
        if user.api_keys.filter(ended_at=None, expires_at__gt=clock.now()).count() >= MOST_KEYS:
            raise Refusal("too_many_keys", str(MOST_KEYS))
        key = ApiKey.objects.create(
            user=user,
            organisation_id=organisation_id,
            name=name.strip()[:60],
            digest=digest_of(secret),
            ending=secret[-4:],
            scopes=wanted,
            created_at=clock.now(),
            expires_at=clock.now() + timedelta(days=days),
        )
        data = {**_told(key), "scopes": wanted, "until": key.expires_at.isoformat()}
        audit.append("api.key_made", subject=_subject(key), actor=actor, chain=_chain(key), data=data)
    return key, secret


def organisations_for_keys(actor: Actor) -> frozenset[int]:
    """Where a key opens something: the cases of an organisation, or those of a region that its officer follows."""
    followed = actor.organisations_where(LIAISE) if actor.regions else frozenset()
    return actor.organisations_where(SEE) | followed


def may_end(key: ApiKey, *, actor: Actor) -> bool:
    """The person of the key, and whoever manages the members of its organisation."""
    return actor.user_id is not None and (
        key.user_id == actor.user_id or actor.may(MANAGE, key.organisation_id)
    )


def end_key(key: ApiKey, *, actor: Actor) -> None:
    """Ends a key at once; a key that has ended stays so. Refusal not_allowed."""
    if not may_end(key, actor=actor):
        raise Refusal("not_allowed")
    _end(key, actor)


def end_keys_of_leaver(row: Membership, *, before: datetime) -> None:
    """Ends what a person who left had made for the organisation until then."""
    for key in ApiKey.objects.select_related("user").filter(
        user=row.user_id, organisation=row.organisation_id, ended_at=None, created_at__lte=before
    ):
        _end(key, SYSTEM)


def _end(key: ApiKey, actor: Actor) -> None:
    with transaction.atomic():
        if ApiKey.objects.filter(pk=key.pk, ended_at=None).update(ended_at=clock.now()):
            audit.append(
                "api.key_ended", subject=_subject(key), actor=actor, chain=_chain(key), data=_told(key)
            )


def note_use(key: ApiKey) -> None:
    """When a key last did something, to the hour."""
    now = clock.now()
    if key.last_used_at is None or now - key.last_used_at > NOTED_EVERY:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now - NOTED_EVERY)
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)


def _subject(key: ApiKey) -> str:
    return f"key:{key.pk}"


def _chain(key: ApiKey) -> str:
    return f"organisation:{key.organisation_id}"


def _told(key: ApiKey) -> dict[str, object]:
    return {"name": key.name, "owner": str(key.user)}
