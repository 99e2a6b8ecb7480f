"""Events in: somebody was told something, or something began to wait. The channels follow."""

from qianqiao.core import outbox
from qianqiao.notices import jobs
from qianqiao.notices.domain import deliveries


@outbox.on("notices.told", name="notices.plan_mails")
def plan_mails(event: outbox.Event) -> None:
    """One delivery per notice and person; sending is left to the queue."""
    if deliveries.plan(str(event.payload["key"]), [int(user) for user in event.payload["users"]]):
        jobs.wake()
