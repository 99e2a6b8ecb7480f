"""Signed links that work without a sign-in."""

from django.core import signing

from qianqiao.core import config
from qianqiao.notices.topics import TOPICS
from qianqiao.organisations.models import User

_SALT = "notices.stop"


def stop_address(user_id: int, topic: str) -> str:
    """The whole address under which whoever holds the mail ends the mails of a topic."""
    return f"{config.site_address()}/notices/stop/{signing.dumps([user_id, topic], salt=_SALT)}"


def behind(token: str) -> tuple[User, str] | None:
    """The person and the topic of a link; None for a forged one and for a person who is gone."""
    try:
        user_id, topic = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    user = User.objects.filter(pk=user_id).first()
    return (user, str(topic)) if user is not None and topic in TOPICS else None
