"""The funnel as cells: figures with their links, shares and times, with small figures held back where they must be."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from qianqiao import reference
from qianqiao.coordination.contacts import ENDS
from qianqiao.coordination.periods import period
from qianqiao.coordination.reads.rows import CONTACTS, DEMANDS, END, OFFERS, Figure
from qianqiao.coordination.reads.splits import (
    BY_AGENCY,
    BY_FIELD,
    BY_ORGANISATION,
    BY_QUARTER,
    BY_REGION,
    Group,
)
from qianqiao.coordination.selection import Selection
from qianqiao.coordination.stages import CONTACTED, LISTED, OF_CONTACTS, Stage, smallest_shown, stages
from qianqiao.coordination.tally import Funnel, Typical
from qianqiao.core.clock import SHANGHAI
from qianqiao.core.texts import chosen, language
from qianqiao.organisations.models import Organisation

END_LABELS: dict[str, str | Promise] = {
    "waiting": pgettext_lazy("contact", "Waiting for an answer"),
    "talking": pgettext_lazy("contact", "Talking"),
    "signed": pgettext_lazy("contact", "Contract signed"),
    "paid": pgettext_lazy("contact", "Money has come in"),
    "refused": pgettext_lazy("contact", "Declined with a reason"),
    "withdrawn": pgettext_lazy("contact", "Interest taken back"),
    "unanswered": pgettext_lazy("contact", "Released without an answer"),
    "closed": pgettext_lazy("contact", "Closed without agreement"),
}
SPLIT_LABELS: dict[str, str | Promise] = {
    BY_REGION: pgettext_lazy("split", "Region"),
    BY_ORGANISATION: pgettext_lazy("split", "Organisation"),
    BY_AGENCY: pgettext_lazy("split", "Service agency"),
    BY_FIELD: pgettext_lazy("split", "Technical field"),
    BY_QUARTER: pgettext_lazy("split", "Quarter"),
}
COLUMN_LABELS: dict[str, str | Promise] = {
    DEMANDS: gettext_lazy("Demands"),
    OFFERS: gettext_lazy("Offers and experts"),
    CONTACTS: gettext_lazy("Contacts"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: `count` None where it is held back, `share` in per cent of the column's first stage, `url` its rows."""

    count: int | None
    share: float | None = None
    url: str = ""

    @property
    def text(self) -> str:
        if self.count is None:
            return _("fewer than %(least)d") % {"least": smallest_shown()}
        return f"{self.count:,}"


@dataclass(frozen=True, slots=True)
class Line:
    """One stage: its cells (None where a column does not count it) and the typical days in it."""

    stage: Stage
    demands: Cell
    offers: Cell
    contacts: Cell | None
    days: str
    of: int | None


class Teller:
    """Writes the cells of one selection, or of a part of it (`is_part`)."""

    def __init__(self, selection: Selection, *, is_part: bool = False) -> None:
        self._selection = selection
        self._least = smallest_shown()
        self._is_everything = selection.is_everything and not is_part

    def cell(self, count: int, *, first: int = 0, column: str = "", stage: str = "") -> Cell:
        """A figure; below the least it is held back from those who may not open it, unless nothing was selected."""
        opens = self._selection.scope.opens
        if count < self._least and not opens and not self._is_everything:
            return Cell(None)
        share = 100 * count / first if first else None
        url = "rows?" + self._selection.query(what=column, stage=stage) if opens and count and column else ""
        return Cell(count, share, url)

    def time(self, told: Typical | None) -> tuple[str, int | None]:
        """The median in days and of how many; a median of very few would be the time of one firm."""
        if told is None or (told.count < self._least and not self._selection.scope.opens):
            return "", None
        return days_text(told.days), told.count


def days_text(days: float) -> str:
    return _("%(days)s days") % {"days": f"{days:,.1f}"}


def lines(funnel: Funnel, selection: Selection) -> list[Line]:
    teller = Teller(selection)
    found = []
    for stage in stages():
        code = stage.code
        days, of = teller.time(funnel.days.get(code))
        contacts = None
        if code in OF_CONTACTS:
            contacts = teller.cell(
                funnel.contacts[code], first=funnel.contacts[CONTACTED], column=CONTACTS, stage=code
            )
        found.append(
            Line(
                stage,
                teller.cell(funnel.demands[code], first=funnel.demands[LISTED], column=DEMANDS, stage=code),
                teller.cell(funnel.offers[code], first=funnel.offers[LISTED], column=OFFERS, stage=code),
                contacts,
                days,
                of,
            )
        )
    return found


def ends(funnel: Funnel, selection: Selection) -> list[tuple[str, Cell]]:
    """What the contacts have come to; every contact stands in one row."""
    teller, all_of = Teller(selection), funnel.contacts[CONTACTED]
    return [
        (
            str(END_LABELS[end]),
            teller.cell(funnel.ends.get(end, 0), first=all_of, column=END, stage=end),
        )
        for end in ENDS
    ]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group of a split; `url` opens the funnel of the group."""

    label: str
    url: str
    cells: tuple[Cell, ...]
    days: str


def group_lines(groups: list[Group], by: str, selection: Selection) -> list[GroupLine]:
    teller, names = Teller(selection, is_part=True), _names(groups, by)
    found = []
    for group in groups:
        cells = tuple(
            teller.cell(group.counts[stage], first=group.counts[CONTACTED]) for stage in OF_CONTACTS
        )
        told = None if group.days is None else Typical(group.days, group.timed)
        url = _opened(group.code, by, selection)
        found.append(GroupLine(names.get(group.code, group.code), url, cells, teller.time(told)[0]))
    return found


def _names(groups: list[Group], by: str) -> Mapping[str, str]:
    codes = [group.code for group in groups]
    if by == BY_FIELD:
        return {code: reference.label("fields", code, language()) for code in codes}
    if by == BY_QUARTER:
        return {code: found.label() for code in codes if (found := period(code)) is not None}
    if by == BY_REGION:
        return {code: region_name(code) for code in codes}
    return {one.number: chosen(one, "name")[0] for one in Organisation.objects.filter(number__in=codes)}


def region_name(code: str) -> str:
    try:
        return reference.region_path(code, language())
    except reference.UnknownCode:
        return code


def _opened(code: str, by: str, selection: Selection) -> str:
    """The funnel of the group; for an agency what it carried, each number with its rows, or for readers from a region
    the agency itself.
    """
    if by == BY_AGENCY:
        page = "organisations:organisation" if selection.scope.kind else "docking:performance"
        return reverse(page, args=[code])
    return "?" + selection.query(**_narrowed(code, by))


def _narrowed(code: str, by: str) -> dict[str, str]:
    if by == BY_FIELD:
        return {"field": code}
    if by == BY_QUARTER:
        return {"period": code}
    return {"of": f"{by}:{code}"}


def scope_name(selection: Selection) -> str:
    """Whose funnel it is."""
    scope = selection.scope
    if scope.organisation is not None:
        return chosen(scope.organisation, "name")[0]
    return region_name(scope.code) if scope.kind else _("The whole platform")


def selection_words(selection: Selection) -> str:
    """The selection in words: whose, which field, which period."""
    parts = [scope_name(selection)]
    if selection.field:
        parts.append(reference.label("fields", selection.field, language()))
    parts.append(selection.period.label())
    return " · ".join(parts)


def local(moment: object) -> object:
    """A moment as Excel keeps it: Chinese time without a zone."""
    return moment.astimezone(SHANGHAI).replace(tzinfo=None) if hasattr(moment, "astimezone") else moment


def figure_name(figure: Figure) -> str:
    """A figure in words: “Contacts: Signed”."""
    if figure.column == END:
        return str(END_LABELS[figure.stage])
    label = next(stage.label for stage in stages() if stage.code == figure.stage)
    return _("%(column)s: %(stage)s") % {"column": COLUMN_LABELS[figure.column], "stage": label}
