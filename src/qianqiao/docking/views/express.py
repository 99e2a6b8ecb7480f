"""Express interest: from a match, a record's page or by hand."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.catalogue.queries import record_by_number
from qianqiao.core.actor import Actor
from qianqiao.core.texts import chosen
from qianqiao.core.workflow import Refusal
from qianqiao.demands.models import Demand
from qianqiao.demands.queries import demand_by_number
from qianqiao.docking.domain.expressing import Interest, express, may_express
from qianqiao.docking.forms import InterestForm
from qianqiao.docking.reads.subjects import subjects
from qianqiao.docking.views.answers import back, in_words
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.models import Organisation, User
from qianqiao.organisations.views.record_pages.addresses import canonical

MOST_OWN = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """The records that the address names."""

    demand: Demand | None
    offer: Achievement | Patent | Expert | None

    @property
    def owners(self) -> frozenset[int]:
        keys = (row.owner_id_for_policy for row in (self.demand, self.offer) if row is not None)
        return frozenset(key for key in keys if key is not None)


def asked(request: HttpRequest, actor: Actor) -> Asked:
    """Both records as the actor may know them; one that it may not know is a 404."""
    numbers = {name: canonical(request.GET.get(name, "").strip()) for name in ("demand", "offer")}
    demand = demand_by_number(numbers["demand"], actor=actor) if numbers["demand"] else None
    offer = record_by_number(numbers["offer"], actor=actor) if numbers["offer"] else None
    if (numbers["demand"] and demand is None) or (numbers["offer"] and offer is None):
        raise Http404
    if demand is None and offer is None:
        raise Http404
    return Asked(demand, offer)


def organisations_of(actor: Actor, records: Asked) -> list[tuple[int, str]]:
    """In whose name the actor may begin: the owner of one of the records, else any of its organisations."""
    mandated = {one.organisation for one in actor.carried if "docking.express" in one.permissions}
    may = actor.organisations_where("docking.express") | mandated
    both = records.demand is not None and records.offer is not None
    keys = may & records.owners if both else may - records.owners
    if both:
        keys = frozenset(
            key for key in keys if may_express(actor, key, demand=records.demand, offer=records.offer)
        )
    found = Organisation.objects.filter(pk__in=keys).order_by("name")
    return [(one.pk, chosen(one, "name")[0]) for one in found]


def own_records(records: Asked, organisations: list[tuple[int, str]], actor: Actor) -> list[tuple[str, str]]:
    """Published records of these organisations on the side that the address leaves open, as far as a mandate goes."""
    if records.demand is not None and records.offer is not None:
        return []
    keys = [key for key, _ in organisations]
    open_side: tuple[type[Any], ...] = (Achievement, Patent, Expert) if records.offer is None else (Demand,)
    found: list[tuple[str, str]] = []
    for model in open_side:
        rows = model._default_manager.filter(**{f"{model.owner_field}__in": keys}, state="published")  # noqa: SLF001  Django's manager
        found += [
            (row.number, f"{row.number} {chosen(row, row.title_field)[0]}")
            for row in rows.order_by("-updated_at")[:MOST_OWN]
            if may_express(actor, row.owner_id_for_policy, demand=row, offer=None)
        ]
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of_request(request)
    records = asked(request, actor)
    organisations = organisations_of(actor, records)
    own = own_records(records, organisations, actor)
    person = request.user
    reach = f"{person.name} {person.email}".strip() if isinstance(person, User) else ""
    form = InterestForm(
        request.POST if request.method == "POST" else None,
        organisations=organisations,
        own=own,
        initial={"reach": reach, "own": own[0][0] if len(own) == 1 else ""},
    )
    refusal = ""
    if request.method == "POST" and organisations and form.is_valid():
        try:
            case = _express(form.cleaned_data, records, actor)
        except Refusal as refused:
            refusal = in_words(refused)
            if refused.code == "open_case_exists" and refused.detail:
                return back(refused.detail)
        else:
            return back(case.number)
    known = subjects([row.number for row in (records.demand, records.offer) if row is not None], actor=actor)
    context = {
        "form": form,
        "records": list(known.values()),
        "may": bool(organisations),
        "organisation": organisations[0][1] if len(organisations) == 1 else "",
        "refusal": refusal,
    }
    return render(request, "docking/new.html", context)


def _express(values: dict[str, Any], records: Asked, actor: Actor) -> Any:
    demand, offer, own = records.demand, records.offer, values.get("own", "")
    if own.startswith("D"):
        demand = demand_by_number(own, actor=actor)
    elif own:
        offer = record_by_number(own, actor=actor)
    return express(
        Interest(values["text"], values["wishes"], values["reach"]),
        demand=demand,
        offer=offer,
        organisation_id=values["organisation"],
        actor=actor,
    )
