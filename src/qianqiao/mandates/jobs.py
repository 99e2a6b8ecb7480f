"""Timed work: mandates past their last day are ended within the hour."""

from procrastinate.contrib.django import app

from qianqiao.mandates.domain.giving import end_due


@app.periodic(cron="6 * * * *")
@app.task(name="mandates.end_due", queue="outbox", queueing_lock="mandates.end_due")
def end(timestamp: int) -> None:  # noqa: ARG001  procrastinate passes the planned time
    """Every hour; the rights themselves end at midnight, because each request looks at the day."""
    end_due()
