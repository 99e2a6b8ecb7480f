"""What each role may do with records, demands and imports: the table of roles, seen at the rows themselves."""

import pytest
from django.test import Client

from qianqiao.core import policy
from qianqiao.core.actor import Actor
from qianqiao.core.workflow import Refusal
from qianqiao.demands.disclosure import disclose
from qianqiao.demands.domain.editing import create_demand
from qianqiao.demands.domain.records import take_demand_step
from qianqiao.demands.models import Demand
from qianqiao.demands.queries import demands_visible_to
from qianqiao.imports.views.start import may_import
from qianqiao.organisations.roles import roles
from tests.factories import records as make

pytestmark = pytest.mark.django_db
ACTIONS = {
    "view": "records.see",
    "edit": "records.edit",
    "review": "records.review",
}


@pytest.mark.parametrize("role", [one.code for one in roles().values() if "university" in one.kinds])
def test_a_university_role_at_a_draft(role: str) -> None:
    own = make.organisation()
    _, actor = make.person(own, roles=[role])
    drafts = [
        make.achievement(own, publish=False),
        make.patent(own, publish=False),
        make.expert(own, publish=False),
    ]
    held = roles()[role].permissions
    for draft in drafts:
        for action, permission in ACTIONS.items():
            assert policy.may(actor, action, draft) == (permission in held), (draft.number, action)
        seen = type(draft).objects.filter(policy.visible(actor, type(draft)), pk=draft.pk).exists()
        assert seen == ("records.see" in held)
    assert may_import(actor) == ("records.import" in held)


@pytest.mark.parametrize("role", [one.code for one in roles().values() if "enterprise" in one.kinds])
def test_an_enterprise_role_at_a_sealed_demand(role: str) -> None:
    own = make.organisation("enterprise")
    _, actor = make.person(own, roles=[role])
    sealed = make.demand(own, confidentiality="sealed", publish=False)
    held = roles()[role].permissions
    reads = "demands.read_sealed" in held
    shown = disclose(sealed, actor=actor)
    assert (shown.level, bool(shown.problem), bool(shown.title)) == (
        "full" if reads else "sealed",
        reads,
        reads,
    )
    assert policy.may(actor, "edit", sealed) == ("demands.edit" in held)
    assert demands_visible_to(actor).filter(pk=sealed.pk).exists() == ("records.see" in held)


def test_the_administrator_of_an_enterprise_does_not_read_its_sealed_title_in_the_list() -> None:
    own = make.organisation("enterprise")
    user, _ = make.person(own, roles=["administrator"])
    engineer, _ = make.person(own, roles=["enterprise_user"])
    sealed = make.demand(own, confidentiality="sealed")
    for reader, reads in ((user, False), (engineer, True)):
        client = Client()
        client.force_login(reader)
        page = client.get("/my/records/?kind=demands").content.decode()
        assert sealed.number in page
        assert (sealed.title in page) is reads


def test_a_member_without_the_role_writes_and_publishes_nothing() -> None:
    own = make.organisation("enterprise")
    _, administrator = make.person(own, roles=["administrator"])
    with pytest.raises(Refusal, match="not_allowed"):
        create_demand({"title": "x"}, actor=administrator, organisation_id=own.pk)
    assert not Demand.objects.exists()
    draft = make.demand(own, publish=False)
    with pytest.raises(Refusal, match="not_allowed"):
        take_demand_step(draft, "submit", actor=administrator)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_who_writes_submits_and_who_reviews_publishes() -> None:
    own = make.organisation("enterprise")
    _, whole = make.person(own, roles=["enterprise_user"])
    writes = Actor(whole.kind, whole.user_id, "x", {own.pk: frozenset({"records.see", "demands.edit"})})
    reviews = Actor(whole.kind, whole.user_id, "x", {own.pk: frozenset({"records.see", "records.review"})})
    draft = make.demand(own, publish=False)
    submitted = take_demand_step(draft, "submit", actor=writes)
    for step in ("publish", "return"):
        with pytest.raises(Refusal, match="not_allowed"):
            take_demand_step(submitted, step, actor=writes, reason="because")
    assert take_demand_step(submitted, "publish", actor=reviews).state == "published"


def test_a_member_without_the_role_is_told_why_where_demands_are_written() -> None:
    own = make.organisation("enterprise")
    user, _ = make.person(own, roles=["administrator"])
    client = Client()
    client.force_login(user)
    page = client.get("/demands/new").content.decode()
    assert f"/roles/why?permission=demands.edit&amp;organisation={own.number}" in page
