"""Takes second factors from a person who lost them all, for operators at the machine."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from qianqiao.core.actor import SYSTEM
from qianqiao.organisations.models import User
from qianqiao.organisations.signing_in import trail
from qianqiao.organisations.signing_in.sessions import SessionsAdapter


def remove_second_factors(user: User, *, reason: str) -> int:
    """Removes app, keys and recovery codes, ends every session, tells the person; returns how many went.

    Audited with the reason. The person's roles that need a factor close until a new one is set up.
    """
    if not reason.strip():
        raise ValueError("say why, for the audit log")
    with transaction.atomic():
        factors = list(Authenticator.objects.select_for_update().filter(user_id=user.pk))
        for factor in factors:
            factor.delete()
        trail.note("factors_taken", user, actor=SYSTEM, reason=reason, count=len(factors))
        SessionsAdapter().end_sessions(list(UserSession.objects.filter(user_id=user.pk)))
        transaction.on_commit(lambda: _tell(user))
    return len(factors)


def _tell(user: User) -> None:
    """A mail in both languages: a command knows no reader's language."""
    subjects, texts = [], []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            subjects.append(_("Your second factor was removed"))
            texts.append(
                _(
                    "The operator of this site removed the second factor of your account and signed it out everywhere. "
                    "Sign in and set up a new one. If you did not ask for this, tell the operator at once."
                )
            )
    address = EmailAddress.objects.get_primary_email(user) or user.email
    send_mail(" / ".join(subjects), "\n\n".join(texts), None, [address], fail_silently=False)
