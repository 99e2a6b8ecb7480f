"""What is told beside an offer's text: kind, terms, subject, people, legal life."""

import re

from django.utils.translation import gettext as _

from qianqiao import reference
from qianqiao.catalogue.models import Achievement, Patent
from qianqiao.core.texts import (
    in_chinese,
    language,
    listed,
    marked,
    named,
    place,
    tagged,
)
from qianqiao.organisations.views.record_pages.facts import Fact, day, fact, label_of

_FIRST_WORDS = re.compile("[；;]")


def kind(offer: Achievement | Patent) -> str:
    """Achievement, or the patent's type."""
    if isinstance(offer, Patent):
        return named("patent_types", [offer.patent_type]) if offer.patent_type else _("Patent")
    return _("Achievement")


def terms(offer: Achievement | Patent) -> dict[str, object]:
    """Price model, amount and note of the one line that tells the price; empty where nothing is stated."""
    return {
        "model": named("price_models", [offer.price_model]) if offer.price_model else "",
        "amount": offer.price_amount if offer.price_model != "free" else None,
        "note": tagged(offer, "price_note"),
        "modes": [reference.label("modes", code, language()) for code in offer.modes],
        "open_licence": isinstance(offer, Patent) and offer.open_licence,
    }


def trl_meaning(level: int | None) -> str:
    """What the readiness level says, by the list of levels."""
    return reference.term("trl", str(level)).description(language()) if level else ""


def subject(offer: Achievement | Patent) -> list[Fact]:
    """What it is about: fields, industries, IPC, keywords."""
    specs = offer.specs
    told = [*fact(label_of(specs, "fields"), named("fields", offer.fields))]
    if isinstance(offer, Achievement):
        words = offer.keywords if in_chinese() or not offer.keywords_en else offer.keywords_en
        told += [
            *fact(label_of(specs, "industries"), named("industries", offer.industries)),
            *fact(label_of(specs, "form"), named("achievement_forms", [offer.form]) if offer.form else ""),
            *fact(
                label_of(specs, "ip_status"),
                named("ip_statuses", [offer.ip_status]) if offer.ip_status else "",
            ),
            *fact(label_of(specs, "keywords"), listed(words)),
        ]
    return told + fact(label_of(specs, "ipc"), _ipc(offer.ipc))


def _ipc(codes: list[str]) -> str:
    """Symbols with the first words of their subclass's title, symbols of one subclass together."""
    by_name: dict[str, list[str]] = {}
    for code in codes:
        name = reference.label("ipc", code, language())
        by_name.setdefault("" if name == code else _FIRST_WORDS.split(name)[0], []).append(code)
    brackets = "（{}）" if in_chinese() else " ({})"
    return listed(listed(own) + (brackets.format(name) if name else "") for name, own in by_name.items())


def people(offer: Achievement | Patent) -> list[Fact]:
    """Who owns it, who made it, where, and whom to ask."""
    specs = offer.specs
    told = [
        *fact(
            label_of(specs, "owner"), tagged(offer.owner, "name"), url=f"/organisations/{offer.owner.number}"
        )
    ]
    if isinstance(offer, Achievement):
        told += fact(label_of(specs, "owner_department"), marked(offer.owner_department))
        told += fact(label_of(specs, "completed_by"), marked(listed(offer.completed_by)))
    else:
        others = [name for name in offer.owners if name != offer.owner.name]
        told += fact(_("Further owners"), marked(listed(others)))
        told += fact(label_of(specs, "inventors"), marked(listed(offer.inventors)))
    return [
        *told,
        *fact(label_of(specs, "region"), place(offer.region)),
        *fact(label_of(specs, "contact"), marked(offer.contact)),
    ]


def legal(patent: Patent) -> list[Fact]:
    """The bibliographic data of a patent."""
    specs = patent.specs
    status = named("legal_statuses", [patent.legal_status]) if patent.legal_status else ""
    return [
        *fact(label_of(specs, "application_number"), patent.application_number),
        *fact(label_of(specs, "publication_number"), patent.publication_number),
        *fact(label_of(specs, "kind"), named("publication_kinds", [patent.kind]) if patent.kind else ""),
        *fact(label_of(specs, "legal_status"), status),
        *fact(label_of(specs, "filed_on"), day(patent.filed_on)),
        *fact(label_of(specs, "granted_on"), day(patent.granted_on)),
        *fact(label_of(specs, "annuity_paid_until"), day(patent.annuity_paid_until)),
        *fact(label_of(specs, "open_licence"), _("Yes") if patent.open_licence else ""),
    ]


def events(patent: Patent) -> list[list[object]]:
    """Rows of the legal life: date, status, note."""
    return [
        [day(event.happened_on), named("legal_statuses", [event.status]), event.note]
        for event in patent.legal_events.all()
    ]
