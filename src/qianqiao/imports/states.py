"""The life of an import run. A check is a run whose batches are rolled back; only what it found stays."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qianqiao.core import audit_texts
from qianqiao.core.workflow import Flow, Step

if TYPE_CHECKING:
    from qianqiao.imports.models import ImportRun

UPLOADED, MAPPING, CHECKING, CHECKED = "uploaded", "mapping", "checking", "checked"
RUNNING, FINISHED, CANCELLED, FAILED = "running", "finished", "cancelled", "failed"
AT_WORK = frozenset({CHECKING, RUNNING})

audit_texts.register_steps(
    "import",
    {
        "map": _("%(who)s named the columns of %(subject)s."),
        "check": _("%(who)s had %(subject)s checked."),
        "checked": _("%(who)s finished checking %(subject)s."),
        "start": _("%(who)s began the import %(subject)s."),
        "finish": _("%(who)s finished the import %(subject)s."),
        "fail": _("%(who)s could not go on with the import %(subject)s."),
        "cancel": _("%(who)s cancelled the import %(subject)s."),
        "resume": _("%(who)s went on with the import %(subject)s."),
    },
)
STATES = {
    UPLOADED: _("Uploaded"),
    MAPPING: _("Columns to be named"),
    CHECKING: _("Being checked"),
    CHECKED: _("Checked"),
    RUNNING: pgettext_lazy("import", "Running"),
    FINISHED: _("Finished"),
    CANCELLED: _("Cancelled"),
    FAILED: _("Failed"),
}


def _step(verb: str, label: object, sources: set[str], target: str, event: str, *, by: str = "edit") -> Step:
    return Step(verb, label, frozenset(sources), target, by, f"import.{event}")  # type: ignore[arg-type]


RUN_FLOW: "Flow[ImportRun]" = Flow(
    name="import",
    states=STATES,
    initial=UPLOADED,
    steps=(
        _step("map", _("Name the columns"), {UPLOADED, MAPPING, CHECKED}, MAPPING, "mapped"),
        _step(
            "check", pgettext_lazy("import", "Check"), {UPLOADED, MAPPING, CHECKED}, CHECKING, "check_started"
        ),
        _step("checked", _("Checked"), {CHECKING}, CHECKED, "checked", by="process"),
        _step("start", pgettext_lazy("import", "Import"), {UPLOADED, MAPPING, CHECKED}, RUNNING, "started"),
        _step("finish", pgettext_lazy("import", "Finish"), {RUNNING}, FINISHED, "finished", by="process"),
        _step(
            "fail",
            pgettext_lazy("import", "Fail"),
            {UPLOADED, MAPPING, CHECKING, RUNNING},
            FAILED,
            "failed",
            by="process",
        ),
        _step(
            "cancel",
            pgettext_lazy("import", "Cancel"),
            {UPLOADED, MAPPING, CHECKING, CHECKED, RUNNING},
            CANCELLED,
            "cancelled",
        ),
        _step("resume", pgettext_lazy("import", "Continue"), {CANCELLED, FAILED}, RUNNING, "resumed"),
    ),
)
