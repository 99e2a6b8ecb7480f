"""Roles are data that hang together, and an actor may do what its active memberships say."""

from datetime import timedelta

import pytest

from qianqiao.core import clock
from qianqiao.core.actor import SYSTEM
from qianqiao.organisations import roles
from qianqiao.organisations.actors import actor_of
from qianqiao.organisations.domain.records import add_member
from qianqiao.organisations.models import Membership, Organisation
from tests.factories import records as make

pytestmark = pytest.mark.django_db


def test_every_role_is_told_in_both_languages_and_uses_known_permissions() -> None:
    for role in roles.roles().values():
        assert role.label_zh
        assert role.label_en
        assert role.says_zh.endswith("。")
        assert role.says_en.endswith(".")
        assert role.permissions <= set(roles.permissions())
        assert role.kinds <= set(Organisation.Kind.values)
    held = {permission for role in roles.roles().values() for permission in role.permissions}
    assert held == set(roles.permissions()), "a permission that no role has"


@pytest.mark.parametrize("kind", Organisation.Kind.values)
def test_the_first_roles_fit_their_kind_of_organisation(kind: str) -> None:
    assert all(kind in roles.roles()[code].kinds for code in roles.default_roles(kind))


def test_permissions_hold_in_the_own_organisation_only() -> None:
    own, other = make.organisation(), make.organisation()
    _, actor = make.person(own, roles=["inventor"])
    assert actor.may("records.edit", own.pk)
    assert not actor.may("records.edit", other.pk)
    assert not actor.may("members.manage", own.pk)
    assert actor.acts_for(own.pk)
    assert actor.organisations_where("docking.answer") == {own.pk}


def test_a_membership_that_is_over_gives_nothing() -> None:
    own = make.organisation()
    user, _ = make.person(own)
    row = Membership.objects.filter(user=user)
    row.update(valid_until=clock.today())
    assert actor_of(user).may("records.edit", own.pk)
    row.update(valid_until=clock.today() - timedelta(days=1))
    assert not actor_of(user).acts_for(own.pk)
    row.update(valid_until=None, state=Membership.State.ENDED)
    assert not actor_of(user).acts_for(own.pk)


def test_an_authority_reaches_its_region_and_an_operator_the_platform() -> None:
    _, officer = make.person(make.organisation("authority", region="330000"))
    assert officer.regions == {"330000"}
    assert not officer.is_operator
    _, operator = make.person(make.organisation("operator"))
    assert operator.is_operator
    assert not operator.may("demands.read_sealed", make.organisation("enterprise").pk)


def test_adding_a_member_twice_changes_nothing() -> None:
    own = make.organisation()
    user, _ = make.person(own, roles=["inventor"])
    assert add_member(own, user=user, title="", actor=SYSTEM).roles == ["inventor"]
