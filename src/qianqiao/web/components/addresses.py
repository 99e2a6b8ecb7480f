"""Addresses of the same page with other parameters: filters toggled, pages turned, orders changed."""

from django.http import HttpRequest, QueryDict

# A changed filter or order starts again at the first page.
POSITION_KEYS = ("page", "cursor")


def _address(request: HttpRequest, query: QueryDict) -> str:
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _fresh(request: HttpRequest) -> QueryDict:
    query = request.GET.copy()
    for key in POSITION_KEYS:
        query.pop(key, None)
    return query


def with_value(request: HttpRequest, name: str, value: str) -> str:
    query = _fresh(request)
    query[name] = value
    return _address(request, query)


def without(request: HttpRequest, name: str) -> str:
    query = _fresh(request)
    query.pop(name, None)
    return _address(request, query)


def toggled(request: HttpRequest, name: str, value: str) -> str:
    query = _fresh(request)
    values = query.getlist(name)
    query.setlist(name, [v for v in values if v != value] if value in values else [*values, value])
    return _address(request, query)


def at_position(request: HttpRequest, name: str, value: str | int) -> str:
    query = _fresh(request)
    query[name] = str(value)
    return _address(request, query)
