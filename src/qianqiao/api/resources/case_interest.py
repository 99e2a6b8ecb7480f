"""Expressing interest: the first word of a case."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import BaseModel

from qianqiao.api import problems
from qianqiao.api.addresses import case_address
from qianqiao.api.holders import Holder
from qianqiao.api.resources.case_answers import (
    FIELDS,
    about_field,
    case_of,
    not_allowed,
    scope_missing,
    written,
)
from qianqiao.api.resources.case_router import WRITE_ERRORS, Token, router
from qianqiao.api.schemas import case_inputs as bodies
from qianqiao.api.schemas import cases as shapes
from qianqiao.api.schemas.parts import Problem
from qianqiao.api.scopes import WRITE
from qianqiao.catalogue.queries import record_by_number
from qianqiao.core import config
from qianqiao.core.workflow import Refusal
from qianqiao.demands.queries import demand_by_number
from qianqiao.docking.domain.expressing import Interest, express, may_express
from qianqiao.docking.models import DockingCase
from qianqiao.organisations.models import Organisation


@router.post(
    "",
    response={201: shapes.Case, WRITE_ERRORS: Problem},
    operation_id="express_interest",
    summary=gettext_noop("Express interest: opens a case"),
)
def express_interest(request: HttpRequest, given: bodies.NewCase, idempotency_key: Token) -> Any:
    def act(holder: Holder) -> tuple[int, BaseModel, str]:
        made = _express(given, holder)
        return 201, case_of(made.number, holder), case_address(made.number)

    return written(request, idempotency_key, act)


def _express(given: bodies.NewCase, holder: Holder) -> DockingCase:
    demand = demand_by_number(given.demand, actor=holder.actor) if given.demand else None
    offer = record_by_number(given.offer, actor=holder.actor) if given.offer else None
    for name, row in (("demand", demand), ("offer", offer)):
        if getattr(given, name) and row is None:
            raise problems.invalid(
                [{"parameter": name, "reason": _("your organisation knows no such record")}]
            )
    organisation = _organisation(given, holder)
    # asked before the domain does: what the key lacks is told apart from what its person may not do
    able, person_able = (
        may_express(actor, organisation, demand=demand, offer=offer)
        for actor in (holder.actor, holder.person)
    )
    if person_able and not able:
        raise scope_missing(WRITE, f"{config.site_address()}/cases/new")
    interest = Interest(given.text, given.wishes, given.reach)
    try:
        return express(interest, demand=demand, offer=offer, organisation_id=organisation, actor=holder.actor)
    except Refusal as refusal:
        raise _not_expressed(refusal) from refusal


def _organisation(given: bodies.NewCase, holder: Holder) -> int:
    if given.organisation is None:
        return holder.key.organisation_id
    found = Organisation.objects.filter(number=given.organisation).first()
    if found is None:
        reason = _("there is no such organisation")
        raise problems.invalid([{"parameter": "organisation", "reason": reason}])
    return int(found.pk)


def _not_expressed(refusal: Refusal) -> problems.Problem:
    if refusal.code == "open_case_exists":
        return problems.Problem(
            409,
            refusal.code,
            _("There is a case already"),
            detail=_("An open case between you stands already: %(detail)s.") % {"detail": refusal.detail},
            how=_("Go on in %(url)s.") % {"url": case_address(refusal.detail)},
            more={"case": refusal.detail},
        )
    return about_field(refusal) if refusal.code in FIELDS else not_allowed()
