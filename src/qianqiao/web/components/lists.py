"""Rows, facets, sort menu, pagination, tables, figures, breadcrumbs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import HttpRequest

from qianqiao.web.components import addresses

register = template.Library()


def read(item: object, key: str, default: object = None) -> Any:
    """A key of a mapping or an attribute of an object: rooms hand over either."""
    if isinstance(item, Mapping):
        return item.get(key, default)
    return getattr(item, key, default)


@register.inclusion_tag("components/record_row.html")
def record_row(row: object) -> dict[str, object]:
    return {"row": row}


@register.inclusion_tag("components/facet_group.html", takes_context=True)
def facet_group(
    context: template.Context, name: str, label: str, options: Iterable[object], shown: int = 8
) -> dict[str, object]:
    """`options` carry value, label, count. Selected ones come first in view; the rest folds behind “more”."""
    request: HttpRequest = context["request"]
    chosen = set(request.GET.getlist(name))
    items = [
        {
            "label": read(option, "label"),
            "count": read(option, "count"),
            "selected": str(read(option, "value")) in chosen,
            "url": addresses.toggled(request, name, str(read(option, "value"))),
        }
        for option in options
    ]
    first = [item for i, item in enumerate(items) if i < shown or item["selected"]]
    rest = [item for i, item in enumerate(items) if i >= shown and not item["selected"]]
    clear = addresses.without(request, name) if chosen else ""
    return {"label": label, "name": name, "first": first, "rest": rest, "clear": clear}


@register.inclusion_tag("components/sort_menu.html", takes_context=True)
def sort_menu(
    context: template.Context, options: Sequence[tuple[str, str]], name: str = "sort", current: str = ""
) -> dict[str, object]:
    """`options`: (value, label) pairs; the first is the order without a parameter."""
    request: HttpRequest = context["request"]
    chosen = current or request.GET.get(name) or (options[0][0] if options else "")
    items = [
        {"label": label, "url": addresses.with_value(request, name, value), "current": value == chosen}
        for value, label in options
    ]
    return {"items": items}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any]) -> dict[str, object]:
    """Numbered pages of a Django Page."""
    request: HttpRequest = context["request"]
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)

    def at(number: int | str) -> str:
        return addresses.at_position(request, "page", number) if isinstance(number, int) else ""

    items = [{"number": n, "url": at(n), "current": n == page.number} for n in numbers]
    return {
        "items": items if page.paginator.num_pages > 1 else [],
        "previous": at(page.previous_page_number()) if page.has_previous() else "",
        "next": at(page.next_page_number()) if page.has_next() else "",
        "first_row": page.start_index(),
        "last_row": page.end_index(),
        "total": page.paginator.count,
    }


@register.inclusion_tag("components/pagination.html", takes_context=True)
def keyset_pagination(
    context: template.Context,
    previous: str = "",
    next: str = "",  # noqa: A002  the reader's word
    label: str = "",
) -> dict[str, object]:
    """Previous and next by opaque cursor; `label` names the list where a page has several."""
    request: HttpRequest = context["request"]
    return {
        "label": label,
        "items": [],
        "previous": addresses.at_position(request, "cursor", previous) if previous else "",
        "next": addresses.at_position(request, "cursor", next) if next else "",
    }


@register.inclusion_tag("components/data_table.html")
def data_table(
    caption: str, columns: Sequence[object], rows: Sequence[Sequence[object]], *, stack: bool = True
) -> dict[str, object]:
    """`columns` carry label and numeric; each row has one cell per column (the first is the row's header)."""
    heads = [
        {"label": read(column, "label"), "numeric": bool(read(column, "numeric", default=False))}
        for column in columns
    ]
    body = [list(zip(heads, row, strict=True)) for row in rows]
    return {"caption": caption, "columns": heads, "rows": body, "stack": stack}


@register.inclusion_tag("components/fact_list.html")
def fact_list(facts: Iterable[object]) -> dict[str, object]:
    """`facts` carry label, value, and for a gap: missing (what to say), url, act."""
    return {"facts": list(facts)}


@register.inclusion_tag("components/figures.html")
def figures(items: Iterable[object]) -> dict[str, object]:
    """`items` carry value (a number), label, optionally unit and url (where its rows are shown)."""
    return {"items": list(items)}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*parts: str) -> dict[str, object]:
    """Labels and addresses in turn, the last label alone: `breadcrumbs "Demands" "/demands/" "D2026-1"`."""
    labels, links = parts[0::2], (*parts[1::2], "")
    return {"crumbs": [{"label": label, "url": url} for label, url in zip(labels, links, strict=False)]}
