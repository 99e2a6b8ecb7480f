"""Signed links that work without a sign-in."""

from django.core import signing

from qianqiao.core import config
from qianqiao.matching.models import MatchSubscription

_SALT = "matching.unsubscribe"


def stop_address(subscription: MatchSubscription) -> str:
    """The whole address under which a subscription can be ended by whoever holds the mail."""
    token = signing.dumps([subscription.pk, subscription.user_id], salt=_SALT)
    return f"{config.site_address()}/subscriptions/stop/{token}"


def subscription_behind(token: str) -> MatchSubscription | None:
    """The subscription of a link; None for a forged one and for one that has ended."""
    try:
        pk, user_id = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    return MatchSubscription.objects.filter(pk=pk, user_id=user_id).first()
