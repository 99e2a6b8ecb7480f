"""Background work on the PostgreSQL queue: enqueued in the transaction of its cause, run by `qianqiao worker`."""

from procrastinate.contrib.django import app

from qianqiao.core import outbox


@app.task(name="core.deliver_outbox", queue="outbox")
def deliver_outbox() -> None:
    """Empties the outbox of what is due."""
    outbox.deliver_all()


def wake_worker() -> None:
    """Enqueues a delivery run in the running transaction.

    One job per event, without a queueing lock: a lock would let an event that commits late rely on a run that has
    already looked. A run that finds nothing costs a millisecond.
    """
    deliver_outbox.defer()


@app.periodic(cron="* * * * *")
@app.task(name="core.sweep_outbox", queue="outbox", queueing_lock="core.sweep_outbox")
def sweep_outbox(timestamp: int) -> None:  # noqa: ARG001  procrastinate passes the planned time
    """Once a minute: retries that have become due, and whatever a lost wake-up left."""
    outbox.deliver_all()
