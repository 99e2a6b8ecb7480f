"""Records as rows of a list: the shape that components/record_row.html shows."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qianqiao import reference
from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core import policy
from qianqiao.core.actor import Actor
from qianqiao.core.texts import chosen, language
from qianqiao.demands.models import Demand
from qianqiao.web import formatting
from qianqiao.web.components.texts import other_language, term

Row = dict[str, object]


def province(code: str) -> str:
    try:
        return reference.region_line(code)[0].name(language()) if code else ""
    except reference.UnknownCode:
        return ""


def price(offer: Achievement | Patent) -> str:
    """Model and amount in the page's language; nothing where the owner stated nothing."""
    parts = [term(offer.price_model, "price_models")]
    if offer.price_amount is not None and offer.price_model != "free":
        parts.append(formatting.money(offer.price_amount, language()))
    return " ".join(part for part in parts if part)


def time_left(deadline: date | None, day: date) -> str:
    """Days while there are few, then the date itself."""
    if deadline is None:
        return ""
    days = (deadline - day).days
    if days < 0:
        return _("past its date")
    if days <= 60:
        return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
    return _("by %(date)s") % {"date": formatting.day(deadline, language())}


def budget(demand: Demand) -> str:
    upper: Decimal | None = demand.budget_max
    if upper is None:
        return ""
    return _("up to %(amount)s") % {"amount": formatting.money(upper, language())}


def offer_kind(offer: Achievement | Patent) -> str:
    if not isinstance(offer, Patent):
        return _("Achievement")
    kind = term(offer.patent_type, "patent_types") or _("Patent")
    return _("%(kind)s patent") % {"kind": kind} if offer.patent_type in {"invention", "design"} else kind


def offer_row(offer: Achievement | Patent) -> Row:
    field = term(offer.fields[0], "fields") if offer.fields else ""
    return {
        "url": f"/offers/{offer.number}",
        "title": chosen(offer, "title")[0],
        "title_lang": other_language(offer, "title"),
        "meta": [part for part in (chosen(offer.owner, "name")[0], offer_kind(offer), field) if part],
        "side": price(offer),
        "price": True,
        "side_meta": province(offer.region),
    }


def demand_row(demand: Demand, day: date) -> Row:
    """Without the enterprise's name: who asks is shown on the demand's own page, by its rules."""
    field = term(demand.fields[0], "fields") if demand.fields else ""
    mode = term(demand.modes[0], "modes") if demand.modes else ""
    return {
        "url": f"/demands/{demand.number}",
        "title": chosen(demand, "title")[0],
        "title_lang": other_language(demand, "title"),
        "meta": [part for part in (province(demand.region), field, mode) if part],
        "side": time_left(demand.deadline, day),
        "side_meta": budget(demand),
    }


def own_row(record: Achievement | Patent | Expert | Demand, *, actor: Actor) -> Row:
    """A record as its own people see it: state, completeness, when it was proven alive and until when it holds; a sealed title only to those who may read it.

    One that the actor keeps alive under a mandate names its organisation.
    """
    path, name = {"X": ("experts", "name"), "D": ("demands", "title")}.get(
        record.number_letter, ("offers", "title")
    )
    named = not isinstance(record, Demand) or policy.may(actor, "read_title", record)
    until, alive = record.valid_until, record.last_proven_alive
    proven = _("proven alive %(date)s") % {"date": formatting.day(alive, language())} if alive else ""
    carried = record.owner_id_for_policy not in actor.organisation_ids
    owner = chosen(record.owner_for_policy, "name")[0] if carried else ""
    valid = _("valid until %(date)s") % {"date": formatting.day(until, language())} if until else ""
    return {
        "url": f"/{path}/{record.number}",
        "title": chosen(record, name)[0] if named else record.number,
        "title_lang": other_language(record, name) if named else "",
        "meta": [part for part in (record.number, owner, proven, valid) if part],
        "side_meta": "" if carried else _("completeness %(score)d") % {"score": record.quality_score},
        "state": record.state,
    }
