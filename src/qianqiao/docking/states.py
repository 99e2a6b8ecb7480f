"""The flow of a case as a table. Buttons, the API's actions and the grid of tests come from it."""

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qianqiao.core.workflow import Flow, Step

if TYPE_CHECKING:
    from qianqiao.docking.models import DockingCase

EXPRESSED, SEEN, INTERESTED = "expressed", "seen", "interested"
REFUSED, WITHDRAWN, UNANSWERED = "refused", "withdrawn", "unanswered"
CONTACT, CONFIDENTIAL, NEGOTIATING = "contact", "confidential", "negotiating"
AGREED, PAID, CLOSED = "agreed", "paid", "closed"

STATES: dict[str, str | Promise] = {
    EXPRESSED: pgettext_lazy("case", "Interest expressed"),
    SEEN: pgettext_lazy("case", "Seen"),
    INTERESTED: pgettext_lazy("case", "Interested"),
    REFUSED: pgettext_lazy("case", "Refused"),
    WITHDRAWN: pgettext_lazy("case", "Taken back"),
    UNANSWERED: pgettext_lazy("case", "Not answered"),
    CONTACT: pgettext_lazy("case", "In contact"),
    CONFIDENTIAL: pgettext_lazy("case", "Confidentiality agreed"),
    NEGOTIATING: pgettext_lazy("case", "Negotiating"),
    AGREED: pgettext_lazy("case", "Agreement signed"),
    PAID: pgettext_lazy("case", "Money received"),
    CLOSED: pgettext_lazy("case", "Closed without agreement"),
}
BEFORE_ANSWER = frozenset({EXPRESSED, SEEN})
TALKING = frozenset({INTERESTED, CONTACT, CONFIDENTIAL, NEGOTIATING})
OPEN = BEFORE_ANSWER | TALKING | {AGREED}


def _step(
    name: str,
    label: str | Promise,
    sources: frozenset[str],
    target: str,
    action: str,
    *,
    reason: bool = False,
) -> Step:
    return Step(name, label, sources, target, action, f"docking.{name}", reason_required=reason)


CASE_FLOW: "Flow[DockingCase]" = Flow(
    name="docking",
    states=STATES,
    initial=EXPRESSED,
    steps=(
        _step("see", _("Mark as seen"), frozenset({EXPRESSED}), SEEN, "answer"),
        _step("accept", _("We are interested"), BEFORE_ANSWER, INTERESTED, "answer"),
        _step("refuse", _("Decline with a reason"), BEFORE_ANSWER, REFUSED, "answer", reason=True),
        _step("withdraw", _("Take the interest back"), BEFORE_ANSWER, WITHDRAWN, "withdraw"),
        _step("open_contact", _("Open the contact"), frozenset({INTERESTED}), CONTACT, "decide"),
        _step(
            "agree_confidentiality",
            _("Record the confidentiality agreement"),
            frozenset({CONTACT}),
            CONFIDENTIAL,
            "sign",
        ),
        _step(
            "negotiate",
            _("Begin to negotiate"),
            frozenset({CONTACT, CONFIDENTIAL}),
            NEGOTIATING,
            "negotiate",
        ),
        _step("agree", _("Record the agreement"), frozenset({NEGOTIATING}), AGREED, "sign"),
        _step("pay", _("Record money received"), frozenset({AGREED}), PAID, "sign"),
        _step("close", _("Close without agreement"), TALKING | {AGREED}, CLOSED, "decide", reason=True),
        _step("release", _("Release as not answered"), BEFORE_ANSWER, UNANSWERED, "release"),
        _step("lapse", _("Close as gone quiet"), TALKING, CLOSED, "release"),
    ),
)
