"""What a membership is given: roles, position, region, last day; and the rules that hold for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from qianqiao import reference
from qianqiao.core import clock
from qianqiao.core.workflow import Refusal
from qianqiao.organisations.holding import memberships_in_force
from qianqiao.organisations.models import Membership, Organisation
from qianqiao.organisations.roles import REGION, roles
from qianqiao.people.policies import ADMINISTRATOR, covers


@dataclass(frozen=True, slots=True)
class Terms:
    """`region` narrows an officer to a part of the authority's region; empty is the whole of it."""

    roles: Sequence[str]
    title: str = ""
    region: str = ""
    valid_until: date | None = None


def checked(terms: Terms, organisation: Organisation) -> Terms:
    """The terms with each role once, in the order of the table; Refusal where they do not fit the organisation."""
    known, wanted = roles(), set(terms.roles)
    if not wanted:
        raise Refusal("no_role", organisation.number)
    wrong = sorted(code for code in wanted if code not in known or organisation.kind not in known[code].kinds)
    if wrong:
        raise Refusal("role_not_for_kind", ", ".join(wrong))
    if terms.valid_until is not None and terms.valid_until < clock.today():
        raise Refusal("day_has_passed", terms.valid_until.isoformat())
    scoped = any(known[code].scope == REGION for code in wanted)
    region = terms.region if scoped else ""
    if region:
        _require_within(region, organisation)
    return replace(terms, roles=[code for code in known if code in wanted], region=region)


def _require_within(region: str, organisation: Organisation) -> None:
    try:
        reference.region_line(region)
    except reference.UnknownCode:
        raise Refusal("region_unknown", region) from None
    if not covers(frozenset({organisation.region}), region):
        raise Refusal("region_outside", region)


def apply(row: Membership, terms: Terms) -> None:
    row.roles, row.title, row.region = list(terms.roles), terms.title.strip(), terms.region
    row.valid_until, row.reason, row.successor = terms.valid_until, "", None


def locked(organisation_id: int) -> Organisation:
    """The organisation, locked until commit: who leads it is decided by one at a time."""
    return Organisation.objects.select_for_update().get(pk=organisation_id)


def leads(row: Membership) -> bool:
    """Whether a running membership is one that an organisation can rely on: an administrator without a last day."""
    return ADMINISTRATOR in row.roles and row.valid_until is None


def require_another_leader(row: Membership) -> None:
    """Refusal last_administrator where nobody else leads; the organisation must be locked."""
    others = memberships_in_force().filter(
        organisation=row.organisation_id, roles__contains=[ADMINISTRATOR], valid_until=None
    )
    if not others.exclude(pk=row.pk).exists():
        raise Refusal("last_administrator", str(row.user))
