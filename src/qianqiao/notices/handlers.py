"""Events in: somebody was told something, or something began to wait. The channels follow."""

from django.utils.translation import gettext_lazy as _

from qianqiao.core import outbox
from qianqiao.notices import jobs, texts
from qianqiao.notices.domain import deliveries, posting
from qianqiao.notices.models import Todo

texts.register("notices.webhook_test", _("A test message from Qianqiao, sent by %(who)s."))


@outbox.on("notices.told", name="notices.plan_mails")
def plan_mails(event: outbox.Event) -> None:
    """One delivery per notice and person; sending is left to the queue."""
    if deliveries.plan(str(event.payload["key"]), [int(user) for user in event.payload["users"]]):
        jobs.wake()


@outbox.on("notices.told_organisation", name="notices.plan_posts_told")
def post_told(event: outbox.Event) -> None:
    """The webhooks of an organisation are told once per key, whoever of its people was told."""
    told = event.payload
    planned = posting.plan_posts(
        int(told["organisation"]),
        key=f"told:{told['key']}",
        code=str(told["code"]),
        params=told["params"],
        address=str(told["address"]),
    )
    if planned:
        jobs.wake()


@outbox.on("notices.todo_opened", name="notices.plan_posts_todo")
def post_todo(event: outbox.Event) -> None:
    """What begins to wait for an organisation; what is done already when the event comes is not told any more."""
    todo = Todo.objects.filter(pk=event.payload["todo"], closed_at=None, user=None).first()
    if todo is None or todo.organisation_id is None:
        return
    planned = posting.plan_posts(
        todo.organisation_id,
        key=f"todo:{event.id}",
        code=todo.code,
        params=todo.params,
        address=todo.address,
        due_at=todo.due_at,
    )
    if planned:
        jobs.wake()
