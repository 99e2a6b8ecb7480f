"""Imports in the background: a run goes on until it ends; one that lost its worker is taken up again."""

from datetime import timedelta

from procrastinate.contrib.django import app

from qianqiao.core import clock
from qianqiao.imports import queries
from qianqiao.imports.domain import cleaning, decisions
from qianqiao.imports.domain.passes import actor_of_run, advance

STALE = timedelta(seconds=45)  # a batch takes well below a second
KEPT = timedelta(days=30)


@app.task(name="imports.advance_run", queue="imports")
def advance_run(run_id: int) -> None:
    """Works on a run until it ends or is cancelled."""
    advance(run_id)


@app.task(name="imports.publish_complete", queue="imports")
def publish_complete(run_id: int) -> None:
    """Publishes what a large run brought, for whoever started it."""
    run = queries.run_by_id(run_id)
    decisions.publish_complete(run, actor=actor_of_run(run))


@app.periodic(cron="* * * * *")
@app.task(name="imports.resume_stale", queue="imports", queueing_lock="imports.resume_stale")
def resume_stale(timestamp: int) -> None:  # noqa: ARG001  procrastinate passes the planned time
    """Once a minute: runs at work whose worker is gone go on from their cursor."""
    for run_id in queries.abandoned_runs(silent_since=clock.now() - STALE):
        advance_run.defer(run_id=run_id)


@app.periodic(cron="17 3 * * *")
@app.task(name="imports.discard_files", queue="imports", queueing_lock="imports.discard_files")
def discard_files(timestamp: int) -> None:  # noqa: ARG001  procrastinate passes the planned time
    """Every night: files of runs that ended a month ago."""
    cleaning.discard_files_before(clock.now() - KEPT)
