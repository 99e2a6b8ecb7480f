"""Parameters of the lists of cases, messages and history."""

from typing import Literal

from django.db.models import Q
from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import Field

from qianqiao.api.filters.values import ListParameters, Moment, Number
from qianqiao.api.paging import DEFAULT_LIMIT, MAX_LIMIT
from qianqiao.core.actor import Actor
from qianqiao.docking.sides import own_cases_on, with_counterpart

State = Literal[
    "expressed",
    "seen",
    "interested",
    "refused",
    "withdrawn",
    "unanswered",
    "contact",
    "confidential",
    "negotiating",
    "agreed",
    "paid",
    "closed",
]


class CaseParameters(ListParameters):
    """What the list of cases takes."""

    state: list[State] = Field([], description=gettext_noop("State of the case; several mean any."))
    side: Literal["demand", "offer", ""] = Field(
        "", description=gettext_noop("Cases in which your organisation is this side.")
    )
    counterpart: Number | None = Field(
        None, description=gettext_noop("Number of the organisation on the other side.")
    )
    demand: Number | None = Field(None, description=gettext_noop("Number of the demand."))
    offer: Number | None = Field(None, description=gettext_noop("Number of the offer or expert."))
    turn: Literal["own", "other", ""] = Field("", description=gettext_noop("Whose word is due."))
    due_before: Moment | None = Field(
        None, description=gettext_noop("A word of either side is due before this moment (ISO 8601).")
    )

    def condition(self, actor: Actor) -> Q:
        """The rows of `docking.reads.cases.listed` that these parameters let through."""
        found = Q()
        if self.state:
            found &= Q(state__in=self.state)
        if self.side:
            found &= own_cases_on(actor, self.side)
        if self.counterpart:
            found &= with_counterpart(actor, self.counterpart)
        for name in ("demand", "offer"):
            number = getattr(self, name)
            found &= Q(**{name: number}) if number else Q()
        return found & self._of_time()

    def _of_time(self) -> Q:
        found = Q(updated_at__gte=self.updated_since) if self.updated_since else Q()
        if self.turn == "own":
            found &= Q(own_due__isnull=False)
        elif self.turn == "other":
            found &= Q(own_due=None, other_due__isnull=False)
        if self.due_before:
            found &= Q(own_due__lt=self.due_before) | Q(other_due__lt=self.due_before)
        return found


class EntryParameters(Schema):
    """What the lists within a case take: oldest first."""

    after: int = Field(0, ge=0, lt=2**63, description=gettext_noop("Only entries after this id."))
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description=gettext_noop("Rows per page."))
    lang: Literal["zh", "en", ""] = Field("", description=gettext_noop("Language of texts and messages."))
