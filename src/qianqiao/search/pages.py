"""The four lists: what each shows, narrows by, sorts by, and says when it is empty."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Emptiness:
    """What an empty stock is told with: what is missing, what would fill it, and the way there."""

    title: Text
    text: Text
    act: Text
    url: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """One list. `columns` are those of the table, in order; the first `shown` of them without a choice."""

    name: str
    path: str
    kinds: tuple[str, ...]
    heading: Text
    lede: Text
    placeholder: Text
    facets: tuple[str, ...]
    sorts: tuple[str, ...]
    columns: tuple[str, ...]
    shown: int
    emptiness: Emptiness


SORT_LABELS: Mapping[str, Text] = {
    "relevance": _("Most relevant"),
    "newest": _("Newest"),
    "trl": _("Most mature"),
    "price": _("Lowest price"),
    "deadline": _("Most urgent"),
}
COLUMN_LABELS: Mapping[str, Text] = {
    "number": pgettext_lazy("column", "Number"),
    "kind": pgettext_lazy("column", "Kind"),
    "owner": pgettext_lazy("column", "Owner"),
    "enterprise": pgettext_lazy("column", "Enterprise"),
    "fields": pgettext_lazy("column", "Technical field"),
    "region": pgettext_lazy("column", "Region"),
    "trl": pgettext_lazy("column", "Maturity"),
    "modes": pgettext_lazy("column", "Cooperation mode"),
    "price": pgettext_lazy("column", "Price"),
    "budget": pgettext_lazy("column", "Budget"),
    "deadline": pgettext_lazy("column", "Deadline"),
    "research": pgettext_lazy("column", "Research directions"),
    "hours": pgettext_lazy("column", "Hours per month"),
    "published": pgettext_lazy("column", "Published on"),
    "valid": pgettext_lazy("column", "Valid until"),
}
_FILL_OFFERS = Emptiness(
    _("No offer is published yet"),
    _("A university fills this list by importing its spreadsheet of achievements and patents."),
    _("Import achievements"),
    "/import/?kind=achievements",
)
PAGES: Mapping[str, ListPage] = {
    "offers": ListPage(
        "offers",
        "/offers/",
        ("achievement", "patent"),
        _("Achievements and patents"),
        _("What universities offer: how mature it is, what it costs, who answers."),
        _("Words, number, owner, or pinyin initials"),
        ("kind", "field", "region", "owner", "trl", "mode", "price_model"),
        ("relevance", "newest", "trl", "price"),
        ("owner", "kind", "fields", "trl", "price", "region", "modes", "published", "valid", "number"),
        6,
        _FILL_OFFERS,
    ),
    "demands": ListPage(
        "demands",
        "/demands/",
        ("demand",),
        _("Enterprise demands"),
        _("Problems that enterprises want solved, in their own words."),
        _("Words, number, field, or pinyin initials"),
        ("field", "region", "mode", "trl", "owner"),
        ("relevance", "newest", "deadline"),
        ("enterprise", "fields", "budget", "deadline", "region", "modes", "published", "valid", "number"),
        5,
        Emptiness(
            _("No demand is published yet"),
            _("An enterprise fills this list by writing down a problem or importing a table."),
            _("Write down a demand"),
            "/demands/new",
        ),
    ),
    "experts": ListPage(
        "experts",
        "/experts/",
        ("expert",),
        _("Experts"),
        _("Professors and engineers, known by their works, with the time they can give."),
        _("Name, direction, university, or pinyin initials"),
        ("field", "region", "owner", "mode"),
        ("relevance", "newest"),
        ("owner", "research", "fields", "hours", "region", "modes", "published", "valid", "number"),
        5,
        Emptiness(
            _("No expert is published yet"),
            _("A university fills this list by importing its experts with their works."),
            _("Import experts"),
            "/import/?kind=experts",
        ),
    ),
    "all": ListPage(
        "all",
        "/search/",
        ("achievement", "patent", "demand", "expert"),
        _("Search everything"),
        _("Achievements, patents, demands and experts in one list."),
        _("Words, number, name, or pinyin initials"),
        ("kind", "field", "region", "owner", "mode", "trl", "price_model"),
        ("relevance", "newest"),
        ("kind", "owner", "fields", "region", "trl", "price", "modes", "published", "valid", "number"),
        5,
        _FILL_OFFERS,
    ),
}
