"""How a person wants to be told."""

from collections.abc import Mapping

from django.db import transaction

from qianqiao.core.actor import Actor
from qianqiao.core.workflow import Refusal
from qianqiao.notices.models import LANGUAGES, MailChoice, MailLanguage
from qianqiao.notices.topics import TOPICS, Mail


def choose_mails(choices: Mapping[str, str], *, language: str, actor: Actor) -> None:
    """Keeps the choice per topic and the language of all mails; Refusal `not_allowed` or `unknown_choice`."""
    if actor.user_id is None:
        raise Refusal("not_allowed", "anonymous")
    wrong = [f"{topic}={mail}" for topic, mail in choices.items() if topic not in TOPICS or mail not in Mail]
    if wrong or language not in dict(LANGUAGES):
        raise Refusal("unknown_choice", ", ".join(wrong) or language)
    with transaction.atomic():
        for topic, mail in choices.items():
            MailChoice.objects.update_or_create(user_id=actor.user_id, topic=topic, defaults={"mail": mail})
        MailLanguage.objects.update_or_create(user_id=actor.user_id, defaults={"language": language})


def stop_mails(user_id: int, topic: str) -> None:
    """No more mails of a topic, for whoever holds the signed link: the mail box is the proof."""
    MailChoice.objects.update_or_create(user_id=user_id, topic=topic, defaults={"mail": Mail.NEVER})
