"""Scheduled work of the room: the clocks."""

from procrastinate.contrib.django import app

from qianqiao.docking.domain.agency_lists import put_running_on_lists_of_agencies
from qianqiao.docking.domain.escalating import tick


@app.periodic(cron="*/5 * * * *")
@app.task(name="docking.tick", queue="outbox", queueing_lock="docking.tick")
def run_clocks(timestamp: int) -> None:  # noqa: ARG001  procrastinate passes the planned time
    """Every five minutes: whatever has fallen due is taken, once."""
    tick()


@app.periodic(cron="11 * * * *")
@app.task(name="docking.list_for_agencies", queue="outbox", queueing_lock="docking.list_for_agencies")
def list_for_agencies(timestamp: int) -> None:  # noqa: ARG001  procrastinate passes the planned time
    """Every hour, for mandates accepted earlier whose first day has come."""
    put_running_on_lists_of_agencies()
