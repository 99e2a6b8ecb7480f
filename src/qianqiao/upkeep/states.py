"""The flow of a retirement: announced where its owner is asked first, carried out, or the record is kept."""

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qianqiao.core import audit_texts, clock
from qianqiao.core.workflow import Flow, Step

if TYPE_CHECKING:
    from qianqiao.upkeep.models import Retirement

ANNOUNCED, RETIRED, KEPT = "announced", "retired", "kept"
STATES: dict[str, str | Promise] = {
    ANNOUNCED: pgettext_lazy("retirement", "Announced"),
    RETIRED: pgettext_lazy("retirement", "Retired"),
    KEPT: pgettext_lazy("retirement", "Kept"),
}
audit_texts.register_steps(
    "retirement",
    {
        "retire": _("%(who)s carried out the retirement of %(subject)s."),
        "keep": _("%(who)s kept %(subject)s: it is not to be retired."),
        "undo": _("%(who)s took the retirement of %(subject)s back."),
    },
)


def _still_in_time(row: "Retirement") -> str | None:
    until = row.undo_until
    return until.isoformat() if until is not None and until < clock.today() else None


RETIREMENT_FLOW: "Flow[Retirement]" = Flow(
    name="retirement",
    states=STATES,
    initial=ANNOUNCED,
    steps=(
        Step("retire", _("Retire it now"), frozenset({ANNOUNCED}), RETIRED, "decide", "upkeep.retired"),
        Step("keep", _("Keep the record"), frozenset({ANNOUNCED}), KEPT, "decide", "upkeep.kept"),
        Step(
            "undo",
            _("Undo"),
            frozenset({RETIRED}),
            KEPT,
            "decide",
            "upkeep.undone",
            {"undo_is_over": _still_in_time},
        ),
    ),
)
