"""Who may do something, what waits for whom, and what is on its way."""

from django.db.models import Count, F, Q, QuerySet

from qianqiao.core import clock
from qianqiao.core.actor import Actor
from qianqiao.notices.models import (
    Delivery,
    MailChoice,
    MailDigest,
    Notice,
    Sending,
    Todo,
    Webhook,
    WebhookPost,
)
from qianqiao.notices.topics import TOPICS
from qianqiao.organisations.holding import holders
from qianqiao.organisations.models import Organisation


def people_with(permission: str, organisation_id: int) -> list[int]:
    """Primary keys of the people who hold a permission in an organisation today, lent roles included, in order."""
    return holders(permission, organisation_id)


def todos_of(actor: Actor) -> QuerySet[Todo]:
    """What waits for an actor, most urgent first; what has no due time stands last."""
    mine = Q(user=actor.user_id)
    for organisation_id, held in actor.grants.items():
        mine |= Q(user=None, organisation=organisation_id, permission__in=held)
    return Todo.objects.filter(mine, closed_at=None).order_by(
        F("due_at").asc(nulls_last=True), "created_at", "pk"
    )


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """What an actor was told, newest first."""
    return Notice.objects.filter(user=actor.user_id or 0).order_by("-created_at", "-pk")


def counts(actor: Actor) -> dict[str, int]:
    """How much waits for an actor, and how much of it was told and not read."""
    if actor.user_id is None:
        return {"todos": 0, "late": 0, "unread": 0}
    late = Count("pk", filter=Q(due_at__lt=clock.now()))
    waiting = todos_of(actor).order_by().aggregate(todos=Count("pk"), late=late)
    return {**waiting, "unread": notices_of(actor).filter(read_at=None).count()}


def due_deliveries() -> list[int]:
    """Mails of their own whose next attempt is due, oldest first."""
    due = Delivery.objects.filter(
        way=Delivery.Way.MAIL, state=Sending.State.PENDING, next_attempt_at__lte=clock.now()
    )
    return list(due.order_by("next_attempt_at", "pk").values_list("pk", flat=True))


def due_digests() -> list[int]:
    """Daily e-mails whose next attempt is due, oldest first."""
    due = MailDigest.objects.filter(state=Sending.State.PENDING, next_attempt_at__lte=clock.now())
    return list(due.order_by("next_attempt_at", "pk").values_list("pk", flat=True))


def due_posts() -> list[tuple[int, int]]:
    """Webhook posts whose next attempt is due with their webhooks, oldest first."""
    due = WebhookPost.objects.filter(
        state=Sending.State.PENDING, next_attempt_at__lte=clock.now(), webhook__is_active=True
    )
    return list(due.order_by("next_attempt_at", "pk").values_list("pk", "webhook_id"))


def webhooks_of(organisation: Organisation) -> QuerySet[Webhook]:
    """The webhooks of an organisation, oldest first."""
    return Webhook.objects.filter(organisation=organisation).order_by("pk")


def last_posts(webhook: Webhook, count: int = 10) -> list[WebhookPost]:
    """What went to a webhook lately, newest first."""
    return list(WebhookPost.objects.filter(webhook=webhook).order_by("-pk")[:count])


def mail_choices_of(actor: Actor) -> dict[str, str]:
    """When an actor wants the mails of each topic: the own choice, else the topic's default."""
    own = dict(MailChoice.objects.filter(user=actor.user_id or 0).values_list("topic", "mail"))
    return {code: own.get(code, topic.mail) for code, topic in TOPICS.items()}


def undelivered_to(actor: Actor) -> dict[str, int]:
    """How many mails to an actor wait for another attempt, and how many were given up."""
    mine = Delivery.objects.filter(notice__user=actor.user_id or 0)
    return {
        "waiting": mine.filter(state=Sending.State.PENDING, attempts__gt=0).count(),
        "dead": mine.filter(state=Sending.State.DEAD).count(),
    }
