"""Events in: steps of a run, told to the person who started it."""

from django.utils.translation import gettext_lazy as _

from qianqiao.core import outbox
from qianqiao.imports import states
from qianqiao.imports.models import ImportRun
from qianqiao.notices import texts
from qianqiao.notices.domain import close_todo, notify, open_todo

texts.register(
    "imports.finished",
    _("%(file)s is imported: %(created)s new rows, %(updated)s changed, %(rejected)s rejected."),
    _("See the rows"),
)
texts.register("imports.failed", _("%(file)s could not be imported."), _("See why"))
texts.register(
    "imports.go_on", _("%(file)s is checked and waits to be imported. Nothing is stored yet."), _("Import")
)


@outbox.on("import.finished", name="imports.tell_finished")
@outbox.on("import.failed", name="imports.tell_failed")
def tell(event: outbox.Event) -> None:
    """A run that somebody started in the browser tells its end; those of the command line have nobody to tell."""
    run = ImportRun.objects.filter(number=event.payload["number"], user__isnull=False).first()
    if run is None or run.user_id is None or run.state not in {states.FINISHED, states.FAILED}:
        return
    counts = {name: str(getattr(run, name)) for name in ("created", "updated", "rejected")}
    notify(
        [run.user_id],
        code=f"imports.{run.state}",
        params={"file": run.file_name, **counts},
        address=f"/import/{run.number}/",
        key=f"imports:{run.number}:{run.version}",
    )


@outbox.on("import.checked", name="imports.wait_for_import")
@outbox.on("import.check_started", name="imports.wait_no_more_checked_again")
@outbox.on("import.mapped", name="imports.wait_no_more_mapped")
@outbox.on("import.started", name="imports.wait_no_more_started")
@outbox.on("import.cancelled", name="imports.wait_no_more_cancelled")
@outbox.on("import.failed", name="imports.wait_no_more_failed")
def wait_or_not(event: outbox.Event) -> None:
    """A checked file waits for whoever brought it, as long as it stays checked."""
    run = ImportRun.objects.filter(number=event.payload["number"], user__isnull=False).first()
    if run is None:
        return
    key = f"imports:{run.number}"
    if run.state == states.CHECKED and not run.is_dry_run:
        open_todo(
            key=key,
            code="imports.go_on",
            params={"file": run.file_name},
            address=f"/import/{run.number}/",
            user_id=run.user_id,
        )
    else:
        close_todo(key)
