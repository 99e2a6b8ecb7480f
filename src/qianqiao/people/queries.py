"""Who belongs, who waits, who decides."""

from collections.abc import Sequence

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from qianqiao.core import clock, policy
from qianqiao.core.actor import Actor
from qianqiao.organisations.holding import delegations_in_force, holders, memberships_in_force
from qianqiao.organisations.models import Delegation, Membership, Organisation, User
from qianqiao.people.models import Invitation, Verification
from qianqiao.people.policies import MANAGE, VERIFY, VOUCHED_BY_REGION, covers, has_administrator
from qianqiao.people.states import FILED, OPEN


def members(organisation: Organisation, *states: str) -> QuerySet[Membership]:
    """Memberships of an organisation in some states, longest first; the caller has asked whether they may be seen."""
    return (
        Membership.objects.filter(organisation=organisation, state__in=states)
        .select_related("user", "organisation", "successor")
        .order_by("created_at", "pk")
    )


def colleagues(membership: Membership) -> list[User]:
    """The other people of an organisation today."""
    others = memberships_in_force().filter(organisation=membership.organisation_id)
    return [one.user for one in others.exclude(user=membership.user_id).select_related("user").order_by("pk")]


def own_memberships(actor: Actor) -> list[Membership]:
    """All that a person has or had, the running ones first."""
    rows = Membership.objects.filter(user=actor.user_id).select_related("organisation")
    order = ["active", "requested", "refused", "ended"]
    return sorted(rows, key=lambda one: (order.index(one.state), one.organisation.name))


def own_delegations(actor: Actor) -> QuerySet[Delegation]:
    """What a person lends and borrows today."""
    mine = Q(lender=actor.user_id) | Q(borrower=actor.user_id)
    return (
        delegations_in_force()
        .filter(mine)
        .select_related("organisation", "lender", "borrower")
        .order_by("ends_on", "pk")
    )


def delegations_of(organisation: Organisation) -> QuerySet[Delegation]:
    return (
        delegations_in_force()
        .filter(organisation=organisation)
        .select_related("lender", "borrower")
        .order_by("ends_on", "pk")
    )


def open_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    return (
        Invitation.objects.filter(organisation=organisation, state=OPEN, expires_at__gt=clock.now())
        .select_related("invited_by")
        .order_by("-created_at", "-pk")
    )


def invitations_for(user: User) -> list[Invitation]:
    """Open invitations to an address that the person has proven to be theirs."""
    if not address_is_proven(user):
        return []
    rows = Invitation.objects.filter(email__iexact=user.email, state=OPEN, expires_at__gt=clock.now())
    return list(rows.select_related("organisation", "invited_by").order_by("expires_at"))


def address_is_proven(user: User) -> bool:
    return bool(EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists())


def deciders(organisation: Organisation) -> list[int]:
    """Who lets people in: the administrators, and where there is none those who vouch for the organisation."""
    if has_administrator(organisation.pk):
        return holders(MANAGE, organisation.pk)
    return vouchers(organisation)


def vouchers(organisation: Organisation) -> list[int]:
    """People who may verify an organisation: operators, and officers of its region; nobody of its own."""
    found = set(User.objects.filter(is_staff=True, is_active=True).values_list("pk", flat=True))
    serving = memberships_in_force().select_related("organisation")
    found |= set(serving.filter(roles__contains=["operator"]).values_list("user_id", flat=True))
    if organisation.kind in VOUCHED_BY_REGION:
        found |= {
            one.user_id
            for one in serving.filter(roles__contains=["authority_officer"])
            if covers(frozenset({one.region or one.organisation.region}), organisation.region)
        }
    own = memberships_in_force().filter(organisation=organisation).values_list("user_id", flat=True)
    return sorted(found - set(own))


def may_verify_any(actor: Actor) -> bool:
    """Whether there is anything at all that the actor verifies."""
    return actor.may(VERIFY) or bool(actor.organisations_where(VERIFY))


def verification_of(organisation: Organisation) -> Verification | None:
    return Verification.objects.filter(organisation=organisation).select_related("organisation").first()


def verifications(actor: Actor, states: Sequence[str] = (FILED,)) -> QuerySet[Verification]:
    """What an actor may look at, the longest waiting first."""
    return (
        Verification.objects.filter(policy.visible(actor, Verification), state__in=states)
        .select_related("organisation", "filed_by", "decided_by")
        .order_by("filed_at", "pk")
    )
