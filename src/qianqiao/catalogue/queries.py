"""Reads of the catalogue, always through the policy."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core import policy
from qianqiao.core.actor import Actor

OFFER_MODELS: dict[str, type[Achievement] | type[Patent]] = {"A": Achievement, "P": Patent}


def live(day: date) -> Q:
    """Published and still valid on a day: what search and matching may return."""
    return Q(state="published") & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def visible_to(actor: Actor, model: type[Any]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model._default_manager.filter(policy.visible(actor, model))  # noqa: SLF001  Django's manager
    return rows


def model_for(number: str) -> type[Any] | None:
    """The model behind a public number's letter (A, P or X)."""
    return {"A": Achievement, "P": Patent, "X": Expert}.get(number[:1])


def record_by_number(number: str, *, actor: Actor) -> Achievement | Patent | Expert | None:
    """The record with its owner, or None where it does not exist or may not be known."""
    model = model_for(number)
    if model is None:
        return None
    owner = "organisation" if model is Expert else "owner"
    found: Achievement | Patent | Expert | None = (
        visible_to(actor, model).select_related(owner).filter(number=number).first()
    )
    return found
