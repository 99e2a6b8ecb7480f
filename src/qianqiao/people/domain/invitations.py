"""Invitations by e-mail: sent, answered by whoever holds the link and the address, taken back, lapsed after 14 days."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from qianqiao.core import audit, clock, outbox
from qianqiao.core.actor import SYSTEM, Actor, ActorKind
from qianqiao.core.workflow import Refusal, take_step
from qianqiao.organisations.models import Membership, Organisation, User
from qianqiao.people import telling
from qianqiao.people.domain.memberships import join
from qianqiao.people.domain.terms import Terms, checked, locked
from qianqiao.people.models import Invitation
from qianqiao.people.policies import manages
from qianqiao.people.states import ACTIVE, INVITATION_FLOW, OPEN

HOLDS_FOR = timedelta(days=14)
MOST_OPEN = 500


def invite(
    organisation: Organisation, email: str, terms: Terms, *, language: str, actor: Actor
) -> Invitation:
    """Asks somebody to join; the mail follows by the event `people.invitation_sent`.

    Refusal codes: not_allowed, already_member, already_invited, too_many, and those of `terms.checked`.
    """
    if not manages(actor, organisation):
        raise Refusal("not_allowed", "invite")
    fitting = checked(terms, organisation)
    wanted = User.objects.normalize_email(email.strip())
    with transaction.atomic():
        locked(organisation.pk)
        _lapse(Invitation.objects.filter(organisation=organisation, email__iexact=wanted))
        _require_room(organisation, wanted)
        now = clock.now()
        row = Invitation.objects.create(
            organisation=organisation,
            email=wanted,
            title=fitting.title.strip(),
            roles=list(fitting.roles),
            region=fitting.region,
            valid_until=fitting.valid_until,
            language=language,
            invited_by_id=actor.user_id,
            created_at=now,
            expires_at=now + HOLDS_FOR,
        )
        audit.append(
            "invitation.send",
            subject=str(row.pk),
            actor=actor,
            chain=row.audit_chain,
            data={"email": wanted, "roles": row.roles, "valid_until": row.valid_until},
        )
        outbox.emit("people.invitation_sent", {"number": row.pk})
        telling.of_invitation(row)
    return row


def _require_room(organisation: Organisation, email: str) -> None:
    members = Membership.objects.filter(organisation=organisation, state=ACTIVE, user__email__iexact=email)
    if members.exists():
        raise Refusal("already_member", email)
    waiting = Invitation.objects.filter(organisation=organisation, state=OPEN)
    if waiting.filter(email__iexact=email).exists():
        raise Refusal("already_invited", email)
    if waiting.count() >= MOST_OPEN:
        raise Refusal("too_many", str(MOST_OPEN))


def accept(row: Invitation, *, user: User, actor: Actor) -> Membership:
    """Makes the invited person a member; Refusal other_address, lapsed, wrong_state, not_allowed.

    The link proves that the mail was received; that it was not passed on is seen from the account's address.
    """
    _require_addressee(row, user, actor)
    with transaction.atomic():
        organisation = locked(row.organisation_id)
        fresh = take_step(INVITATION_FLOW, row, "accept", actor=actor, change=_require_in_time)
        if Membership.objects.filter(organisation=organisation, user=user, state=ACTIVE).exists():
            raise Refusal("already_member", organisation.number)
        terms = Terms(fresh.roles, fresh.title, fresh.region, fresh.valid_until)
        # the invitation is the permission: the step is the system's, in the name of the person
        joined = join(organisation, user, terms, actor=Actor(ActorKind.SYSTEM, actor.user_id, actor.label))
        telling.of_answer(fresh, "people.joined", person=str(user))
    return joined


def decline(row: Invitation, *, user: User, actor: Actor) -> Invitation:
    _require_addressee(row, user, actor)
    with transaction.atomic():
        fresh = take_step(INVITATION_FLOW, row, "decline", actor=actor)
        telling.of_answer(fresh, "people.declined", person=str(user))
    return fresh


def take_back(row: Invitation, *, actor: Actor) -> Invitation:
    with transaction.atomic():
        fresh = take_step(INVITATION_FLOW, row, "take_back", actor=actor)
        telling.no_longer_invited(fresh)
    return fresh


def lapse_invitations() -> int:
    """Ends invitations that nobody answered in time; repeating it is harmless."""
    return _lapse(Invitation.objects.all())


def _lapse(rows: QuerySet[Invitation]) -> int:
    count = 0
    for row in rows.filter(state=OPEN, expires_at__lte=clock.now()).order_by("pk"):
        try:
            with transaction.atomic():
                telling.no_longer_invited(take_step(INVITATION_FLOW, row, "lapse", actor=SYSTEM))
        except Refusal:  # answered meanwhile
            continue
        count += 1
    return count


def _require_addressee(row: Invitation, user: User, actor: Actor) -> None:
    if actor.user_id != user.pk:
        raise Refusal("not_allowed", "answer")
    if user.email.lower() != row.email.lower():
        raise Refusal("other_address", row.email)


def _require_in_time(row: Invitation) -> None:
    if row.expires_at <= clock.now():
        raise Refusal("lapsed", row.expires_at.isoformat())
