"""Background work on the PostgreSQL queue: enqueued in the transaction of its cause, run by `qianqiao worker`."""

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from qianqiao.core import outbox

# A worker tells that it lives every ten seconds.
LOST_AFTER = 60.0
# A job whose worker died so often is what kills it.
MOST_ATTEMPTS = 5


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


@app.periodic(cron="* * * * *")
@app.task(
    name="core.take_back_locks", queue="outbox", queueing_lock="core.take_back_locks", pass_context=True
)
async def take_back_locks(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  as above
    """Once a minute: jobs whose worker was killed go back into the queue, or their lock would stand for ever."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=LOST_AFTER):
        if job.lock is None:
            continue
        if job.attempts >= MOST_ATTEMPTS:
            await manager.finish_job(job, Status.FAILED, delete_job=False)
            continue
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            # the same work is planned already: this job has nothing left to do
            await manager.finish_job(job, Status.ABORTED, delete_job=True)
