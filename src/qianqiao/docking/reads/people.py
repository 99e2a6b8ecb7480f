"""Whom a matter is for: the person in charge or a deputy, everybody who may act, liaison officers of the region."""

from collections.abc import Iterable

from django.db.models import Q

from qianqiao.core import clock
from qianqiao.docking.models import DeputyPeriod, DockingCase
from qianqiao.docking.sides import LIAISE, region_prefix
from qianqiao.mandates.queries import brokers_for
from qianqiao.notices.queries import people_with
from qianqiao.organisations.models import Membership, Organisation, User
from qianqiao.organisations.roles import PLATFORM, REGION, roles


def with_deputies(people: Iterable[int], *, able: Iterable[int]) -> list[int]:
    """Whoever is away today is replaced by the deputy, where the deputy may act; nobody drops out without one."""
    today, can = clock.today(), set(able)
    away = dict(
        DeputyPeriod.objects.filter(first_day__lte=today, last_day__gte=today).values_list("user", "deputy")
    )
    return sorted({away[key] if away.get(key) in can else key for key in people})


def in_charge(case: DockingCase, side: str, permission: str) -> list[int]:
    """The person who carries the case on a side, while the permission holds; else all who hold it there."""
    able = people_with(permission, case.organisation_id_of(side))
    person = case.person_id_of(side)
    return with_deputies([person] if person in able else able, able=able)


def in_charge_or_mandated(case: DockingCase, side: str, permission: str) -> list[int]:
    """Who carries the case on a side, and the people of agencies that may do it under a mandate of that side."""
    brokers = brokers_for(permission, case.organisation_id_of(side), case.number_of(side))
    return sorted({*in_charge(case, side, permission), *brokers})


def whole_organisation(case: DockingCase, side: str, permission: str) -> list[int]:
    """Everybody of a side who may act or at least see the case."""
    organisation = case.organisation_id_of(side)
    return sorted({*people_with(permission, organisation), *people_with("docking.see", organisation)})


def liaison_officers(region: str) -> dict[int, int]:
    """Liaison officers of a region by primary key, with their authority; of the platform where the region has none."""
    regional = {
        user: organisation
        for user, organisation, followed in _officers(REGION)
        if followed and region.startswith(region_prefix(followed))
    }
    return regional or {user: organisation for user, organisation, _ in _officers(PLATFORM)}


def _officers(scope: str) -> list[tuple[int, int, str]]:
    codes = [code for code, role in roles().items() if role.scope == scope and LIAISE in role.permissions]
    found = (
        Membership.objects.filter(
            Q(valid_until=None) | Q(valid_until__gte=clock.today()),
            state=Membership.State.ACTIVE,
            roles__overlap=codes,
            user__is_active=True,
        )
        .select_related("organisation")
        .order_by("pk")
    )
    return [(one.user_id, one.organisation_id, one.region or one.organisation.region) for one in found]


def colleagues(user: User) -> list[User]:
    """Other people of the same organisations: those who may stand in."""
    organisations = Membership.objects.filter(user=user, state=Membership.State.ACTIVE).values("organisation")
    found = User.objects.filter(
        memberships__organisation__in=Organisation.objects.filter(pk__in=organisations),
        memberships__state=Membership.State.ACTIVE,
        is_active=True,
    )
    return list(found.exclude(pk=user.pk).distinct().order_by("name", "pk"))
