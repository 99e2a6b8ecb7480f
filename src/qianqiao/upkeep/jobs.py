"""Scheduled work of the room."""

from procrastinate.contrib.django import app

from qianqiao.upkeep.domain.tending import tend


@app.periodic(cron="*/10 * * * *")
@app.task(name="upkeep.tend", queue="search", queueing_lock="upkeep.tend")
def tend_records(timestamp: int) -> None:  # noqa: ARG001  procrastinate passes the planned time
    """Every ten minutes: what is over leaves the lists, what runs out soon is told, each once."""
    tend()
