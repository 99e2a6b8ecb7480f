"""Confirms e-mail addresses that were proven elsewhere: by an invitation that arrived, or because nobody can own them."""

from allauth.account.models import EmailAddress

from qianqiao.organisations.models import User


def confirm_address(user: User) -> None:
    """Marks a person's address as confirmed, so that signing in sends no code; doing it twice changes nothing."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
    )
