"""The address of an invitation: signed, so that it cannot be guessed; how long it holds stands in the row."""

from django.core import signing

from qianqiao.core import config
from qianqiao.people.models import Invitation

_SALT = "people.invitation"


def invitation_token(invitation: Invitation) -> str:
    return signing.Signer(salt=_SALT).sign_object([invitation.pk, invitation.email.lower()])


def invitation_path(invitation: Invitation) -> str:
    return f"/invitations/{invitation_token(invitation)}"


def invitation_address(invitation: Invitation) -> str:
    """The whole address, for the mail."""
    return f"{config.site_address()}{invitation_path(invitation)}"


def invitation_behind(token: str) -> Invitation | None:
    """The invitation of a link, whatever has become of it; None for a forged link."""
    try:
        pk, email = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    found = Invitation.objects.select_related("organisation", "invited_by").filter(pk=pk).first()
    return found if found is not None and found.email.lower() == email else None
