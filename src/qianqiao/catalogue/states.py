"""The flows of achievements, patents and experts: the common life of a record, and the link of an account with an expert."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qianqiao.catalogue.models import ExpertLink
from qianqiao.core import audit_texts
from qianqiao.core.lifecycle import WITHDRAWN, record_flow
from qianqiao.core.workflow import Flow, Step
from qianqiao.organisations.holding import memberships_in_force

ACHIEVEMENT_FLOW = record_flow("achievement")
PATENT_FLOW = record_flow("patent")
EXPERT_FLOW = record_flow("expert")

CLAIMED, PROPOSED, LINKED = "claimed", "proposed", "linked"
ASKED = frozenset({CLAIMED, PROPOSED})
LINK_STATES: dict[str, str | Promise] = {str(one.value): one.label for one in ExpertLink.State}
audit_texts.register_steps(
    "expert_link",
    {
        "claim": _("%(who)s said that the expert record %(subject)s is their own."),
        "propose": _("%(who)s proposed to a member that the expert record %(subject)s is theirs."),
        "confirm": _("%(who)s confirmed who the expert record %(subject)s belongs to."),
        "refuse": _("%(who)s did not confirm who the expert record %(subject)s belongs to."),
        "take_back": _("%(who)s no longer asks whose the expert record %(subject)s is."),
        "undo": _("%(who)s undid the link of an account with the expert record %(subject)s."),
        "end": _("%(who)s ended the link of an account with the expert record %(subject)s."),
    },
)


def _still_a_member(row: ExpertLink) -> str | None:
    found = memberships_in_force().filter(user=row.user_id, organisation=row.organisation_id)
    return None if found.exists() else str(row.user_id)


def _record_is_there(row: ExpertLink) -> str | None:
    return row.expert.number if row.expert.state == WITHDRAWN else None


def _step(name: str, label: str | Promise, sources: frozenset[str], target: str, by: str) -> Step:
    alive = {"not_a_member": _still_a_member, "record_withdrawn": _record_is_there}
    return Step(
        name, label, sources, target, by, f"catalogue.expert_link_{name}", alive if name == "confirm" else {}
    )


EXPERT_LINK_FLOW: Flow[ExpertLink] = Flow(
    name="expert_link",
    states=LINK_STATES,
    initial=CLAIMED,
    steps=(
        _step("confirm", _("Confirm"), ASKED, LINKED, "answer"),
        _step("refuse", _("Not so"), ASKED, "refused", "answer"),
        _step("take_back", _("Take it back"), ASKED, "taken_back", "take_back"),
        _step("undo", _("Undo the link"), frozenset({LINKED}), "ended", "undo"),
        _step("end", _("End"), ASKED | {LINKED}, "ended", "end"),
    ),
)
