"""What is told beside a demand's text, and the demand as schema.org data."""

from typing import Any

from django.utils.translation import gettext as _

from qianqiao.core.texts import marked, named, place, tagged
from qianqiao.demands.disclosure import Disclosed
from qianqiao.demands.fields import DEMAND_FIELDS
from qianqiao.organisations.views.record_pages.addresses import address
from qianqiao.organisations.views.record_pages.facts import Fact, fact, label_of
from qianqiao.organisations.views.record_pages.linked_data import absolute, bilingual


def facts(shown: Disclosed) -> list[Fact]:
    organisation = shown.organisation
    told: list[Fact] = []
    if organisation is not None:
        told += fact(
            _label("organisation"), tagged(organisation, "name"), url=f"/organisations/{organisation.number}"
        )
    else:
        told += fact(_label("organisation"), _("not named (sealed demand)"))
    return [
        *told,
        *fact(_label("demand_type"), _one("demand_types", shown.demand_type)),
        *fact(_label("fields"), named("fields", shown.fields)),
        *fact(_label("industries"), named("industries", shown.industries)),
        *fact(_label("region"), place(shown.region)),
        *fact(_label("urgency"), _one("urgency", shown.urgency)),
        *fact(_label("confidentiality"), _one("confidentiality", shown.confidentiality)),
        *fact(_label("contact"), marked(shown.contact)),
    ]


def _label(key: str) -> str:
    return label_of(DEMAND_FIELDS, key)


def _one(table: str, code: str) -> str:
    return named(table, [code]) if code else ""


def linked_data(shown: Disclosed) -> dict[str, Any]:
    """Built from what is disclosed, so that nothing withheld can be in it."""
    organisation = shown.organisation
    text = "problem" if shown.level == "full" else "public_summary"
    return {
        "@type": "Demand",
        "@id": absolute(address(shown.number)),
        "url": absolute(address(shown.number)),
        "identifier": shown.number,
        "name": bilingual(shown, "title"),
        "description": bilingual(shown, text),
        "agent": {
            "@type": "Organization",
            "@id": absolute(address(organisation.number)),
            "name": bilingual(organisation, "name"),
        }
        if organisation is not None
        else None,
        "areaServed": place(shown.region),
        "availabilityEnds": shown.deadline.isoformat() if shown.deadline else "",
        "validThrough": shown.valid_until.isoformat() if shown.valid_until else "",
        "priceSpecification": {
            "@type": "PriceSpecification",
            "priceCurrency": "CNY",
            "minPrice": str(shown.budget_min) if shown.budget_min is not None else "",
            "maxPrice": str(shown.budget_max) if shown.budget_max is not None else "",
        }
        if shown.budget_max is not None or shown.budget_min is not None
        else None,
    }
