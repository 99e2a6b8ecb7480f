"""Sign-ins, failures, factors and sessions in the audit log, one chain per person. No address of a machine is kept there."""

import logging
from typing import Any

from allauth.account import signals as account_signals
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa import signals as factor_signals
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as provider_signals
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from qianqiao.core import audit
from qianqiao.core.actor import ANONYMOUS, SYSTEM, Actor, ActorKind
from qianqiao.organisations.models import User

log = logging.getLogger("qianqiao.signing_in")


def chain_of(user: User) -> str:
    return f"person:{user.pk}"


def note(action: str, user: User, *, actor: Actor | None = None, **data: object) -> None:
    """Writes one entry about a person, by itself unless another is named."""
    with transaction.atomic():
        audit.append(
            f"signing_in.{action}",
            subject=f"person:{user.pk}",
            actor=actor or Actor(ActorKind.PERSON, user_id=user.pk, label=str(user)),
            chain=chain_of(user),
            data=data,
        )


def _refused(user: User, reason: str, request: HttpRequest | None) -> None:
    note("refused", user, actor=ANONYMOUS, reason=reason)
    # the address goes to the server's log, which is short-lived, for tools that ban attackers
    log.warning("sign-in refused (%s) from %s", reason, request.META.get("REMOTE_ADDR") if request else "-")


@receiver(user_logged_in)
def signed_in(*, request: HttpRequest, user: User, **_more: Any) -> None:
    records = get_authentication_records(request, user)
    note("signed_in", user, methods=sorted({str(r.get("type") or r["method"]) for r in records}))


@receiver(user_logged_out)
def signed_out(*, user: User | None, **_more: Any) -> None:
    if isinstance(user, User):
        note("signed_out", user)


@receiver(user_login_failed)
def failed(*, credentials: dict[str, Any], request: HttpRequest | None = None, **_more: Any) -> None:
    """A wrong password. What was typed is not kept: people type passwords into the wrong field."""
    typed = str(credentials.get("email") or credentials.get("username") or "")
    user = User.objects.filter(email__iexact=typed).first() if typed else None
    if user is not None:
        _refused(user, "password", request)
    else:
        log.warning(
            "sign-in refused (no account) from %s", request.META.get("REMOTE_ADDR") if request else "-"
        )


@receiver(factor_signals.authentication_failed)
def wrong_code(*, request: HttpRequest, user: User, authenticator: Any, **_more: Any) -> None:
    _refused(user, str(authenticator.type), request)


@receiver(factor_signals.authenticator_used)
def factor_used(*, user: User, authenticator: Any, reauthenticated: bool = False, **_more: Any) -> None:
    if reauthenticated:
        note("confirmed_again", user, kind=str(authenticator.type))


@receiver(factor_signals.authenticator_added)
def factor_shown(*, request: HttpRequest, user: User, authenticator: Any, **_more: Any) -> None:
    """Whoever has just set a factor up has just shown it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", type=str(authenticator.type), reauthenticated=True)


# rows rather than the library's signals: the entry then stands in the transaction of its cause
@receiver(post_save, sender=Authenticator)
def factor_added(*, instance: Authenticator, created: bool, **_more: Any) -> None:
    if created:
        note("factor_added", instance.user, actor=_by_whom(instance.user), kind=str(instance.type))


@receiver(post_delete, sender=Authenticator)
def factor_removed(*, instance: Authenticator, **_more: Any) -> None:
    note("factor_removed", instance.user, actor=_by_whom(instance.user), kind=str(instance.type))


def _by_whom(user: User) -> Actor:
    """The person on a page, the system in a command."""
    return SYSTEM if context.request is None else Actor(ActorKind.PERSON, user_id=user.pk, label=str(user))


@receiver([account_signals.password_changed, account_signals.password_set])
def password_changed(*, user: User, **_more: Any) -> None:
    note("password_changed", user)


@receiver(account_signals.password_reset)
def password_reset(*, user: User, **_more: Any) -> None:
    note("password_reset", user)


@receiver(account_signals.email_changed)
def email_changed(*, user: User, **_more: Any) -> None:
    note("email_changed", user)


@receiver(provider_signals.social_account_added)
def provider_added(*, sociallogin: Any, **_more: Any) -> None:
    note("provider_added", sociallogin.user, provider=str(sociallogin.account.provider))


@receiver(provider_signals.social_account_removed)
def provider_removed(*, socialaccount: Any, **_more: Any) -> None:
    note("provider_removed", socialaccount.user, provider=str(socialaccount.provider))
