"""Who holds which roles today: by membership, or lent by another member."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from qianqiao.core import clock
from qianqiao.organisations.models import Delegation, Membership, Organisation, User
from qianqiao.organisations.roles import roles


@dataclass(frozen=True, slots=True)
class Holding:
    """Roles of a person in an organisation. `lender` is the one who lent them; empty for a member's own."""

    organisation: Organisation
    roles: tuple[str, ...]
    region: str
    lender: str = ""


def memberships_in_force() -> QuerySet[Membership]:
    """Memberships that count today, of people who may sign in."""
    return Membership.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=clock.today()),
        state=Membership.State.ACTIVE,
        user__is_active=True,
    )


def delegations_in_force() -> QuerySet[Delegation]:
    """Loans that have not ended; whether lender and borrower still belong is seen from their memberships."""
    return Delegation.objects.filter(state=Delegation.State.ACTIVE, ends_on__gte=clock.today())


def holdings(user: User) -> Iterator[Holding]:
    """A person's own roles first, then lent ones as far as the lender still has them."""
    own = list(memberships_in_force().filter(user=user).select_related("organisation"))
    for one in own:
        yield Holding(one.organisation, tuple(one.roles), one.region)
    mine = {one.organisation_id: one.organisation for one in own}
    loans = list(
        delegations_in_force().filter(borrower=user, organisation__in=mine).select_related("lender")
        if mine
        else ()
    )
    lenders = _lenders(loans)
    for loan in loans:
        lender = lenders.get((loan.lender_id, loan.organisation_id))
        if lender is not None:
            held = tuple(code for code in loan.roles if code in lender.roles)
            yield Holding(mine[loan.organisation_id], held, lender.region, str(loan.lender))


def _lenders(loans: list[Delegation]) -> Mapping[tuple[int, int], Membership]:
    if not loans:
        return {}
    found = memberships_in_force().filter(
        user__in={loan.lender_id for loan in loans}, organisation__in={loan.organisation_id for loan in loans}
    )
    return {(one.user_id, one.organisation_id): one for one in found}


def holders(permission: str, organisation_id: int) -> list[int]:
    """Primary keys of the people who hold a permission in an organisation today, lent roles included, in order."""
    return sorted({one.user_id for one in giving(permission, organisation_id)})


@dataclass(frozen=True, slots=True)
class Giving:
    """Roles of a person that bring a permission, own or lent: they count together, or not at all."""

    user_id: int
    roles: tuple[str, ...]


def giving(permission: str, organisation_id: int) -> list[Giving]:
    """What brings people a permission in an organisation today."""
    bringing = {code for code, role in roles().items() if permission in role.permissions}
    members = {one.user_id: one for one in memberships_in_force().filter(organisation=organisation_id)}
    found = [Giving(key, tuple(one.roles)) for key, one in members.items()]
    for loan in delegations_in_force().filter(organisation=organisation_id):
        lender = members.get(loan.lender_id)
        if lender and loan.borrower_id in members:
            lent = tuple(code for code in loan.roles if code in lender.roles)
            found.append(Giving(loan.borrower_id, lent))
    return [one for one in found if bringing & set(one.roles)]
