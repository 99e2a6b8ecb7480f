"""The flow of a mandate as a table."""

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qianqiao.core.workflow import Flow, Step
from qianqiao.mandates.models import Mandate

if TYPE_CHECKING:
    from collections.abc import Mapping

OFFERED, ACCEPTED, ENDING = "offered", "accepted", "ending"
ENDED, DECLINED, WITHDRAWN = "ended", "declined", "withdrawn"
IN_FORCE = frozenset({ACCEPTED, ENDING})
STATES: "Mapping[str, str | Promise]" = {str(one.value): one.label for one in Mandate.State}


def _step(
    name: str,
    label: str | Promise,
    sources: frozenset[str],
    target: str,
    action: str,
    *,
    reason: bool = False,
) -> Step:
    return Step(name, label, sources, target, action, f"mandates.{name}", reason_required=reason)


MANDATE_FLOW: Flow[Mandate] = Flow(
    name="mandate",
    states=STATES,
    initial=OFFERED,
    steps=(
        _step("accept", _("Accept the mandate"), frozenset({OFFERED}), ACCEPTED, "answer"),
        _step("decline", _("Decline with a reason"), frozenset({OFFERED}), DECLINED, "answer", reason=True),
        _step("withdraw", _("Take the mandate back"), frozenset({OFFERED}), WITHDRAWN, "withdraw"),
        _step("give_notice", _("Give notice"), frozenset({ACCEPTED}), ENDING, "end", reason=True),
        _step("expire", _("End by its date"), IN_FORCE, ENDED, "expire"),
        _step("lapse", _("Lapse without an answer"), frozenset({OFFERED}), WITHDRAWN, "expire"),
    ),
)
