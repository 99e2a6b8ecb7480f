"""What a funnel is asked for: whose rows, which field, which period, and who may ask for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made_by
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from qianqiao import reference
from qianqiao.coordination.periods import Period, period
from qianqiao.core.actor import Actor
from qianqiao.docking.sides import SEE, region_prefix
from qianqiao.organisations.models import Organisation

REPORTS = "reports.see"
REGION, ORGANISATION = "region", "organisation"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows count: everybody's, those of a region (`code`), or those of an organisation (`code`: its number).

    A contact counts where either of its sides lies in the scope, a record where its owner does. `opens`: the reader may
    see the rows behind the figures.
    """

    kind: str = ""
    code: str = ""
    organisation: Organisation | None = None
    opens: bool = False

    @property
    def value(self) -> str:
        """As it stands in an address."""
        return f"{self.kind}:{self.code}" if self.kind else ""

    def organisations(self) -> QuerySet[Organisation] | None:
        """The organisations of the scope; None for all of them."""
        if self.kind == REGION:
            return Organisation.objects.filter(region__startswith=region_prefix(self.code))
        if self.kind == ORGANISATION and self.organisation is not None:
            return Organisation.objects.filter(pk=self.organisation.pk)
        return None


@dataclass(frozen=True, slots=True)
class Selection:
    scope: Scope = made_by(default_factory=Scope)
    field: str = ""
    period: Period = made_by(default_factory=Period)

    @property
    def is_everything(self) -> bool:
        return not (self.scope.kind or self.field or self.period.code)

    def query(self, **more: str) -> str:
        """The selection as a query string, with what is changed or added; empty values are left out."""
        values = {"of": self.scope.value, "field": self.field, "period": self.period.code, **more}
        return urlencode({key: value for key, value in values.items() if value})

    def owned(self, name: str) -> Q:
        """The condition that a foreign key lies in the scope."""
        organisations = self.scope.organisations()
        return Q() if organisations is None else Q(**{f"{name}__in": organisations})


def reported_regions(actor: Actor) -> list[str]:
    """Prefixes of the regions whose rows the actor may see in reports; "" for the whole country."""
    if REPORTS in actor.platform:
        return [""]
    if actor.organisations_where(REPORTS):
        return sorted({region_prefix(region) for region in actor.regions})
    return []


def may_report(actor: Actor, region: str) -> bool:
    return any(region.startswith(prefix) for prefix in reported_regions(actor))


def selection(asked: Mapping[str, str], *, actor: Actor) -> Selection | None:
    """What a page was asked for; None where it does not exist or is not the actor's to know."""
    scope, chosen = _scope(asked.get("of", ""), actor), period(asked.get("period", ""))
    code = asked.get("field", "")
    if scope is None or chosen is None or (code and code not in {one.code for one in reference.fields()}):
        return None
    return Selection(scope, code, chosen)


def _scope(value: str, actor: Actor) -> Scope | None:
    if not value:
        return Scope(opens="" in reported_regions(actor))
    kind, _colon, code = value.partition(":")
    if kind == REGION:
        known = code in {one.code for one in reference.regions()}
        return Scope(REGION, code, opens=True) if known and may_report(actor, code) else None
    found = Organisation.objects.filter(number=code).first() if kind == ORGANISATION else None
    if found is None or not (actor.may(SEE, found.pk) or _reported(found, actor)):
        return None
    return Scope(ORGANISATION, code, found, opens=True)


def _reported(organisation: Organisation, actor: Actor) -> bool:
    return (bool(organisation.region) and may_report(actor, organisation.region)) or "" in reported_regions(
        actor
    )


def own_organisations(actor: Actor) -> list[Organisation]:
    return list(Organisation.objects.filter(pk__in=actor.organisations_where(SEE)).order_by("number"))


def choosable_regions(actor: Actor) -> list[str]:
    """Codes of regions that the actor may choose: of the country its provinces, of a province the cities below it too."""
    found: list[str] = []
    for prefix in reported_regions(actor):
        level = "province" if not prefix else ""
        found += [
            one.code
            for one in reference.regions(level)
            if one.code.startswith(prefix) and one.level in {"province", "city"}
        ]
    return list(dict.fromkeys(found))
