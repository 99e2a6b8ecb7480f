"""The address of a list, read and written: text, filters, order, page, and how it is laid out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict

from qianqiao.search.pages import ListPage
from qianqiao.search.parsing import LONGEST_QUERY

LAYOUTS = ("list", "table")
DENSITIES = ("comfortable", "compact")
_MOST_VALUES = 30


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a list was asked for; unknown names and values have fallen away."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    page: int = 1
    layout: str = "list"
    density: str = "comfortable"
    columns: tuple[str, ...] = ()

    @property
    def per_page(self) -> int:
        return 50 if self.layout == "table" else 20

    def query(self) -> str:
        """The canonical part after “?”, without the page: equal searches give equal text."""
        pairs = [("q", self.text), ("sort", self.sort)]
        pairs += [(name, value) for name in sorted(self.filters) for value in sorted(self.filters[name])]
        if self.layout != "list":
            pairs += [("layout", self.layout), *(("cols", column) for column in self.columns)]
            pairs += [("density", self.density)] if self.density != "comfortable" else []
        return urlencode([pair for pair in pairs if pair[1]])

    def without(self, name: str, value: str) -> "Parameters":
        """The same without one value of a filter."""
        kept = {n: tuple(v for v in values if (n, v) != (name, value)) for n, values in self.filters.items()}
        return replace(self, filters={n: values for n, values in kept.items() if values}, page=1)


def _one_of(value: str, allowed: tuple[str, ...]) -> str:
    return value if value in allowed else allowed[0]


def read(query: QueryDict, page: ListPage) -> Parameters:
    """Parameters of a list from its address; whatever does not belong there is left out."""
    filters = {
        name: tuple(dict.fromkeys(value[:40] for value in query.getlist(name) if value.strip()))[
            :_MOST_VALUES
        ]
        for name in page.facets
    }
    number, columns = query.get("page", "1"), query.getlist("cols")
    sort = query.get("sort", "")
    return Parameters(
        text=" ".join(query.get("q", "").replace("\x00", "").split())[:LONGEST_QUERY],
        filters={name: values for name, values in filters.items() if values},
        sort=sort if sort in page.sorts else "",
        page=min(int(number), 100_000) if number.isascii() and number.isdigit() else 1,
        layout=_one_of(query.get("layout", ""), LAYOUTS),
        density=_one_of(query.get("density", ""), DENSITIES),
        columns=tuple(column for column in page.columns if column in columns),
    )
