"""Who must have a second factor, who has one, and how recently it was shown."""

import time
from collections.abc import Iterable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from qianqiao.core import config
from qianqiao.organisations import roles
from qianqiao.organisations.holding import giving
from qianqiao.organisations.models import User

FRESH_SECONDS = 600
# domains that nobody can own (RFC 2606, and example.edu beside them): people there are fictional
RESERVED = ("example.com", "example.org", "example.net", "example.edu")


def factors_of(user_id: Any) -> Any:
    """The rows of a person's authenticator app and security keys; recovery codes alone are no second factor."""
    return factors_of_many([user_id])


def factors_of_many(user_ids: Iterable[Any]) -> Any:
    """The same for several people."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return Authenticator.objects.filter(user_id__in=list(user_ids), type__in=kinds)


def has_second_factor(user: User) -> bool:
    return bool(factors_of(user.pk).exists())


def is_exempt(user: User) -> bool:
    """Whether a fictional person of a sample site may do without, where its operator has said so."""
    domain = user.email.rpartition("@")[2].lower()
    return config.sample_people_need_no_second_factor() and domain in RESERVED


def roles_that_need_it(codes: Iterable[str]) -> list[str]:
    """Those of some roles that count only with a second factor."""
    return [code for code in codes if code in roles.roles() and roles.roles()[code].second_factor]


def ready_for(permission: str, organisation_id: int) -> list[int]:
    """The people who could use a permission in an organisation now: holders whose roles lack no second factor, in order."""
    found = giving(permission, organisation_id)
    free = {one.user_id for one in found if not roles_that_need_it(one.roles)}
    bound = {one.user_id for one in found} - free
    free |= set(factors_of_many(bound).values_list("user_id", flat=True))
    return sorted(free | {one.pk for one in User.objects.filter(pk__in=bound - free) if is_exempt(one)})


def was_shown_recently(request: HttpRequest) -> bool:
    """Whether the factor was shown in this session within ten minutes; for exempt people the password stands in."""
    user = request.user
    if not isinstance(user, User):
        return False
    methods = {"mfa"} if has_second_factor(user) or not is_exempt(user) else {"password"}
    return any(
        record.get("method") in methods and time.time() - record["at"] < FRESH_SECONDS
        for record in get_authentication_records(request, user)
    )
