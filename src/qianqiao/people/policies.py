"""Who may let people in, change roles, lend and verify; nobody decides about himself."""

from typing import Any

from django.db.models import Q

from qianqiao import reference
from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.policy import declare
from qianqiao.organisations.holding import memberships_in_force
from qianqiao.organisations.models import Delegation, Membership, Organisation
from qianqiao.people.models import Invitation, Verification, VerificationDocument

MANAGE, SEE, VERIFY = "members.manage", "members.see", "organisation.verify"
ADMINISTRATOR = "administrator"
# An officer of a region vouches for those that are not authorities themselves; those the platform looks at.
VOUCHED_BY_REGION = frozenset({"university", "enterprise", "agency"})


def covers(regions: frozenset[str], code: str) -> bool:
    """Whether a region lies in one of several; "" among them is the whole country."""
    if "" in regions:
        return True
    try:
        return bool(code) and any(reference.region_within(code, one) for one in regions)
    except reference.UnknownCode:
        return False


def vouches(actor: Actor, organisation: Organisation) -> bool:
    """Whether the actor may verify an organisation: the platform's operators, or officers for their region."""
    if actor.may(VERIFY):
        return True
    return (
        organisation.kind in VOUCHED_BY_REGION
        and bool(actor.organisations_where(VERIFY))
        and covers(actor.regions, organisation.region)
    )


def has_administrator(organisation_id: int) -> bool:
    return (
        memberships_in_force().filter(organisation=organisation_id, roles__contains=[ADMINISTRATOR]).exists()
    )


def manages(actor: Actor, organisation: Organisation) -> bool:
    """Whether the actor may let people in: the administrators, and where there is none those who vouch for it."""
    if actor.may(MANAGE, organisation.pk):
        return True
    return vouches(actor, organisation) and not has_administrator(organisation.pk)


def sees_members(actor: Actor, organisation: Organisation) -> bool:
    return actor.may(SEE, organisation.pk) or manages(actor, organisation)


@declare(Membership)
class MembershipPolicy:
    def visible(self, actor: Actor) -> Q:
        if actor.may(SEE):
            return Q()
        seen = actor.organisations_where(SEE) | actor.organisations_where(MANAGE)
        return Q(user=actor.user_id) | Q(organisation__in=seen) if actor.user_id else Q(pk__in=[])

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        if actor.kind is ActorKind.SYSTEM:
            return True
        own = actor.user_id is not None and actor.user_id == row.user_id
        if action == "ask":
            return own
        if action == "decide":
            return not own and manages(actor, row.organisation)
        if action == "end":
            return own or manages(actor, row.organisation)
        return action == "manage" and manages(actor, row.organisation)


@declare(Invitation)
class InvitationPolicy:
    """`answer` is for whoever holds the link and the address: `domain.invitations` has looked at both."""

    def visible(self, actor: Actor) -> Q:
        if actor.kind is ActorKind.SYSTEM:
            return Q()
        return Q(organisation__in=actor.organisations_where(MANAGE))

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        if actor.kind is ActorKind.SYSTEM:
            return True
        if action == "answer":
            return actor.user_id is not None
        return action == "manage" and manages(actor, row.organisation)


@declare(Delegation)
class DelegationPolicy:
    def visible(self, actor: Actor) -> Q:
        if actor.kind is ActorKind.SYSTEM:
            return Q()
        if actor.user_id is None:
            return Q(pk__in=[])
        seen = actor.organisations_where(SEE) | actor.organisations_where(MANAGE)
        return Q(lender=actor.user_id) | Q(borrower=actor.user_id) | Q(organisation__in=seen)

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        if actor.kind is ActorKind.SYSTEM:
            return True
        sides = {row.lender_id, row.borrower_id}
        return action == "end" and (actor.user_id in sides or actor.may(MANAGE, row.organisation_id))


@declare(Verification)
class VerificationPolicy:
    def visible(self, actor: Actor) -> Q:
        if actor.kind is ActorKind.SYSTEM or actor.may(VERIFY):
            return Q()
        own = Q(organisation__in=actor.organisations_where("organisation.edit"))
        if not actor.organisations_where(VERIFY):
            return own
        return own | (Q(organisation__kind__in=VOUCHED_BY_REGION) & _within(actor.regions))

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        if actor.kind is ActorKind.SYSTEM:
            return True
        if action in {"file", "read"}:
            edits = actor.may("organisation.edit", row.organisation_id)
            return edits or (action == "read" and vouches(actor, row.organisation))
        return action == "decide" and is_second_person(actor, row) and vouches(actor, row.organisation)


@declare(VerificationDocument)
class VerificationDocumentPolicy:
    def visible(self, actor: Actor) -> Q:
        return Q() if actor.kind is ActorKind.SYSTEM else Q(pk__in=[])

    def may(self, actor: Actor, action: str, row: Any) -> bool:
        return action == "read" and VerificationPolicy().may(actor, "read", row.verification)


def is_second_person(actor: Actor, row: Verification) -> bool:
    """Not the one who handed it in, and nobody of the organisation itself."""
    return actor.user_id != row.filed_by_id and not actor.acts_for(row.organisation_id)


def _within(regions: frozenset[str]) -> Q:
    """Organisations of some regions, by the digits that a region and all below it share."""
    if "" in regions:
        return Q()
    wanted = Q(pk__in=[])
    for code in regions:
        shared = code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
        wanted |= Q(organisation__region__startswith=shared)
    return wanted
