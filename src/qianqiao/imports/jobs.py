"""Imports in the background: a run goes on until it ends; one that lost its worker is taken up again."""

from datetime import timedelta

from procrastinate.contrib.django import app

from qianqiao.core import clock
from qianqiao.imports.domain.claims import is_claimed
from qianqiao.imports.domain.passes import advance
from qianqiao.imports.domain.uploads import discard
from qianqiao.imports.models import ImportRun
from qianqiao.imports.states import AT_WORK

STALE = timedelta(seconds=45)  # a batch takes well below a second
KEPT = timedelta(days=30)


@app.task(name="imports.advance_run", queue="imports")
def advance_run(run_id: int) -> None:
    """Works on a run until it ends or is cancelled."""
    advance(run_id)


@app.periodic(cron="* * * * *")
@app.task(name="imports.resume_stale", queue="imports", queueing_lock="imports.resume_stale")
def resume_stale(timestamp: int) -> None:  # noqa: ARG001  procrastinate passes the planned time
    """Once a minute: runs at work whose worker is gone go on from their cursor."""
    silent = ImportRun.objects.filter(state__in=AT_WORK, heartbeat_at__lt=clock.now() - STALE)
    for run_id in silent.order_by("pk").values_list("pk", flat=True):
        if not is_claimed(run_id):
            advance_run.defer(run_id=run_id)


@app.periodic(cron="17 3 * * *")
@app.task(name="imports.discard_files", queue="imports", queueing_lock="imports.discard_files")
def discard_files(timestamp: int) -> None:  # noqa: ARG001  procrastinate passes the planned time
    """Every night: uploads and rejected rows of runs that ended a month ago; the figures of the run stay."""
    old = ImportRun.objects.filter(
        state__in=["finished", "cancelled", "failed"], finished_at__lt=clock.now() - KEPT
    )
    for run in old.exclude(stored_path="", rejects_path="").iterator():
        if run.is_stored_copy:
            discard(run.stored_path)
        discard(run.rejects_path)
        ImportRun.objects.filter(pk=run.pk).update(
            stored_path="" if run.is_stored_copy else run.stored_path, rejects_path=""
        )
