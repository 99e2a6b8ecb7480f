"""Who stands behind a key: its person, cut down to one organisation and to the key's scopes."""

import hashlib
from dataclasses import dataclass, replace

from django.http import HttpRequest

from qianqiao.api.models import ApiKey
from qianqiao.api.scopes import SCOPES, permissions_of
from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.docking.sides import LIAISE
from qianqiao.organisations.actors import actor_of, regions_in

PREFIX = "qq_"
LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True)
class Holder:
    """`actor` is what the key may do, `person` what its person may do with every scope in the same organisation."""

    key: ApiKey
    actor: Actor
    person: Actor


def digest_of(secret: str) -> str:
    # a key is 256 random bits: a plain digest cannot be guessed back
    return hashlib.sha256(secret.encode()).hexdigest()


def holder_of_secret(secret: str) -> Holder | None:
    """None for a key that is unknown, has ended or expired, or whose person has left the organisation."""
    if not secret.startswith(PREFIX):
        return None
    key = (
        ApiKey.objects.select_related("user", "organisation")
        .filter(digest=digest_of(secret), ended_at=None, expires_at__gt=clock.now())
        .first()
    )
    if key is None:
        return None
    whole = actor_of(key.user)
    if key.organisation_id not in whole.grants:
        return None
    # asked for officers alone: whoever stands on a side follows no region
    officer = whole.regions and LIAISE in whole.grants[key.organisation_id]
    regions = regions_in(key.user, key.organisation_id) if officer else frozenset()
    whole = replace(whole, regions=regions)
    return Holder(key, narrowed(whole, key, permissions_of(key.scopes)), narrowed(whole, key, _EVERY))


_EVERY = permissions_of(SCOPES)


def narrowed(whole: Actor, key: ApiKey, permissions: frozenset[str]) -> Actor:
    """The person in one organisation with some of its permissions; the log names the key beside the person.

    `whole` holds the regions of that organisation alone.
    To the others it still belongs, without a right: on a side of a case nobody stands twice.
    """
    return replace(
        whole,
        label=f"{whole.label} · API “{key.name}”"[:LONGEST_LABEL],
        grants={
            one: held & permissions if one == key.organisation_id else frozenset()
            for one, held in whole.grants.items()
        },
        platform=frozenset(),
        carried=tuple(
            replace(one, permissions=one.permissions & permissions, reads_sealed=False)
            for one in whole.carried
            if one.agency == key.organisation_id
        ),
    )


def holder_of(request: HttpRequest) -> Holder:
    """The holder that `keyed.KeyAuth` has found for this request."""
    found = getattr(request, "_qianqiao_key_holder", None)
    if not isinstance(found, Holder):
        raise TypeError("this operation is reached without a key")
    return found


def remember(request: HttpRequest, holder: Holder) -> None:
    request._qianqiao_key_holder = holder  # type: ignore[attr-defined]  # noqa: SLF001  our own mark
