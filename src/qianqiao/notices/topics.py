"""What a person can choose channels for: the rooms that notices come from, under names that people know."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Mail(models.TextChoices):
    """When a notice goes out by e-mail. In the site it stands always."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day, together")
    NEVER = "never", _("Never")


@dataclass(frozen=True, slots=True)
class Topic:
    code: str
    label: str | Promise
    says: str | Promise
    mail: str


OTHER = "other"
TOPICS: dict[str, Topic] = {
    topic.code: topic
    for topic in (
        Topic("docking", _("Docking"), _("Interest, answers, deadlines and messages of cases"), Mail.AT_ONCE),
        Topic("agreements", _("Agreements"), _("Signatures, payments and dates of contracts"), Mail.AT_ONCE),
        Topic(
            "organisations",
            _("Organisations and members"),
            _("Invitations, roles, verification"),
            Mail.AT_ONCE,
        ),
        Topic(
            "mandates",
            _("Mandates"),
            _("Mandates of service agencies: offered, answered, ended"),
            Mail.AT_ONCE,
        ),
        Topic("records", _("Records"), _("Review, expiry and withdrawal of records"), Mail.DAILY),
        Topic("matching", _("Matches"), _("New matches of what is followed"), Mail.DAILY),
        Topic("imports", _("Imports"), _("Files that were checked or imported"), Mail.DAILY),
        Topic(OTHER, _("Everything else"), _("What belongs to none of these"), Mail.DAILY),
    )
}


def topic_of(code: str) -> Topic:
    """The topic of a kind of notice: `docking.seen` belongs to docking."""
    return TOPICS.get(code.partition(".")[0], TOPICS[OTHER])
