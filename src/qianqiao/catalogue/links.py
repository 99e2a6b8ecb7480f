"""Reads of the links between accounts and expert records."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from qianqiao.catalogue.models import Expert, ExpertLink
from qianqiao.catalogue.policies import CLAIM, LINK
from qianqiao.catalogue.states import EXPERT_LINK_FLOW
from qianqiao.core import policy
from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.lifecycle import WITHDRAWN
from qianqiao.core.texts import CHINESE, marked
from qianqiao.core.workflow import Step, possible_steps
from qianqiao.organisations.holding import memberships_in_force
from qianqiao.organisations.models import User

MOST_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class Panel:
    """What the page of an expert tells the people of its organisation about its account.

    `people`: to whom an officer may propose it, primary keys, names and, where it is not the page's, their language. `own`: the link is the reader's.
    """

    link: ExpertLink | None
    own: bool
    steps: list[Step]
    may_claim: bool
    people: list[tuple[int, str, str]]

    @property
    def person(self) -> str:
        return marked(str(self.link.user)) if self.link is not None else ""

    @property
    def says_something(self) -> bool:
        return self.link is not None or self.may_claim or bool(self.people)


def live() -> QuerySet[ExpertLink]:
    return ExpertLink.objects.filter(state__in=ExpertLink.LIVE).select_related("user", "expert__organisation")


def live_link(expert: Expert, *, actor: Actor) -> ExpertLink | None:
    return live().filter(policy.visible(actor, ExpertLink), expert=expert).first()


def own_links(actor: Actor) -> list[ExpertLink]:
    """The live links of a person in the organisations that it belongs to."""
    rows = live().filter(user=actor.user_id or 0, organisation__in=actor.organisation_ids)
    return list(rows.order_by("asked_at", "pk"))


def possible(link: ExpertLink, *, actor: Actor) -> list[Step]:
    return possible_steps(EXPERT_LINK_FLOW, link, actor=actor)


def panel(expert: Expert, *, actor: Actor) -> Panel | None:
    """None for everybody outside the organisation, and for records that are gone."""
    if (
        actor.kind is not ActorKind.PERSON
        or expert.state == WITHDRAWN
        or not actor.acts_for(expert.organisation_id)
    ):
        return None
    link = live_link(expert, actor=actor)
    if link is not None:
        found = Panel(link, link.user_id == actor.user_id, possible(link, actor=actor), False, [])
    else:
        free = ExpertLink.objects.filter(state__in=ExpertLink.LIVE, organisation=expert.organisation_id)
        has_one = free.filter(user=actor.user_id).exists()
        may_claim = actor.may(CLAIM, expert.organisation_id) and not has_one
        found = Panel(None, False, [], may_claim, _people(expert, actor))
    return found if found.says_something else None


def _people(expert: Expert, actor: Actor) -> list[tuple[int, str, str]]:
    """Members without a link in the organisation, those of the expert's name first."""
    if not actor.may(LINK, expert.organisation_id):
        return []
    taken = ExpertLink.objects.filter(state__in=ExpertLink.LIVE, organisation=expert.organisation_id)
    members = memberships_in_force().filter(organisation=expert.organisation_id)
    members = members.exclude(user=actor.user_id).exclude(user__in=taken.values("user"))
    people = [one.user for one in members.select_related("user")]
    people.sort(key=lambda one: (one.name != expert.name, str(one), one.pk))
    return [(one.pk, str(one), CHINESE if marked(str(one)) != str(one) else "") for one in people]


def candidates(user: User, *, actor: Actor) -> list[Expert]:
    """Records that may be the person's own, by name or address, where the person may say so and has none yet."""
    taken: set[Any] = {one.organisation_id for one in own_links(actor)}
    organisations = actor.organisations_where(CLAIM) - taken
    if not organisations:
        return []
    alike = Q(contact__icontains=user.email)
    if user.name:
        alike |= Q(name=user.name)
    rows = Expert.objects.filter(alike, policy.visible(actor, Expert), organisation__in=organisations)
    rows = rows.exclude(state=WITHDRAWN).exclude(links__state__in=ExpertLink.LIVE)
    return list(rows.select_related("organisation").order_by("pk")[:MOST_CANDIDATES])
