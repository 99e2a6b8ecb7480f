"""The flows of memberships, invitations, delegations and verifications, each one table."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qianqiao.core.workflow import Flow, Step
from qianqiao.organisations.models import Delegation, Membership
from qianqiao.people.models import Invitation, Verification


def _states(choices: type[TextChoices]) -> dict[str, str | Promise]:
    return {str(one.value): one.label for one in choices}


def _step(
    called: tuple[str, str | Promise],
    sources: set[str],
    target: str,
    *,
    by: str,
    event: str,
    reason: bool = False,
) -> Step:
    """`called`: name and label; `by`: the permission that the room's policy knows; events begin with `people.`."""
    return Step(*called, frozenset(sources), target, by, f"people.{event}", {}, reason)


REQUESTED, ACTIVE, ENDED, REFUSED = "requested", "active", "ended", "refused"
MEMBERSHIP_FLOW: Flow[Membership] = Flow(
    name="membership",
    states=_states(Membership.State),
    initial=REQUESTED,
    steps=(
        _step(("ask", _("Ask to join")), {ENDED, REFUSED}, REQUESTED, by="ask", event="membership_asked"),
        _step(("approve", _("Approve")), {REQUESTED}, ACTIVE, by="decide", event="membership_approved"),
        _step(
            ("refuse", _("Turn down")),
            {REQUESTED},
            REFUSED,
            by="decide",
            event="membership_refused",
            reason=True,
        ),
        _step(("drop", _("Take the request back")), {REQUESTED}, ENDED, by="ask", event="membership_dropped"),
        _step(
            ("join", _("Join by invitation")),
            {REQUESTED, ENDED, REFUSED},
            ACTIVE,
            by="join",
            event="membership_joined",
        ),
        _step(("change", _("Change roles")), {ACTIVE}, ACTIVE, by="manage", event="membership_changed"),
        _step(
            ("end", _("End the membership")), {ACTIVE}, ENDED, by="end", event="membership_ended", reason=True
        ),
        _step(("expire", _("Expire")), {ACTIVE}, ENDED, by="expire", event="membership_ended"),
    ),
)
OPEN = "open"
INVITATION_FLOW: Flow[Invitation] = Flow(
    name="invitation",
    states=_states(Invitation.State),
    initial=OPEN,
    steps=(
        _step(("accept", _("Join")), {OPEN}, "accepted", by="answer", event="invitation_accepted"),
        _step(("decline", _("Decline")), {OPEN}, "declined", by="answer", event="invitation_declined"),
        _step(
            ("take_back", _("Take back")), {OPEN}, "taken_back", by="manage", event="invitation_taken_back"
        ),
        _step(("lapse", _("Lapse")), {OPEN}, "lapsed", by="lapse", event="invitation_lapsed"),
    ),
)
DELEGATION_FLOW: Flow[Delegation] = Flow(
    name="delegation",
    states=_states(Delegation.State),
    initial=ACTIVE,
    steps=(
        _step(("end", _("End the loan")), {ACTIVE}, ENDED, by="end", event="delegation_ended"),
        _step(("expire", _("Expire")), {ACTIVE}, ENDED, by="expire", event="delegation_ended"),
    ),
)
UNVERIFIED, FILED, VERIFIED, REVOKED = "unverified", "filed", "verified", "revoked"
VERIFICATION_FLOW: Flow[Verification] = Flow(
    name="verification",
    states=_states(Verification.State),
    initial=UNVERIFIED,
    steps=(
        _step(
            ("file", _("Hand in")),
            {UNVERIFIED, REFUSED, REVOKED},
            FILED,
            by="file",
            event="verification_filed",
        ),
        _step(("verify", _("Verify")), {FILED}, VERIFIED, by="decide", event="verification_verified"),
        _step(
            ("refuse", _("Turn down")),
            {FILED},
            REFUSED,
            by="decide",
            event="verification_refused",
            reason=True,
        ),
        _step(
            ("revoke", _("Revoke")),
            {VERIFIED},
            REVOKED,
            by="decide",
            event="verification_revoked",
            reason=True,
        ),
    ),
)
