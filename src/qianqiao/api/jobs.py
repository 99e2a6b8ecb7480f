"""Deletes kept answers whose time is over, and paces of who does not ask any more."""

from procrastinate.contrib.django import app

from qianqiao.api.domain.once import forget_old_answers
from qianqiao.api.domain.pacing import forget_idle_paces


@app.periodic(cron="41 * * * *")
@app.task(name="api.forget_old_answers", queue="outbox", queueing_lock="api.forget_old_answers")
def sweep(timestamp: int) -> None:  # noqa: ARG001  procrastinate passes the planned time
    """Once an hour."""
    forget_old_answers()
    forget_idle_paces()
