"""Scheduled work of the room: the clocks."""

from procrastinate.contrib.django import app

from qianqiao.docking.domain.escalating import tick


@app.periodic(cron="*/5 * * * *")
@app.task(name="docking.tick", queue="outbox", queueing_lock="docking.tick")
def run_clocks(timestamp: int) -> None:  # noqa: ARG001  procrastinate passes the planned time
    """Every five minutes: whatever has fallen due is taken, once."""
    tick()
