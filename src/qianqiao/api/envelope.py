"""What all addresses share: HEAD, language, problems for 404 and 405; open ones are cached and read from any web page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag
from django.utils.http import parse_http_date_safe
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from qianqiao.api import problems
from qianqiao.api.domain.keys import note_use
from qianqiao.api.holders import holder_of

View = Callable[..., Any]
# addresses that begin so take a key
KEYED = "cases"
LANGUAGES = {"zh": "zh-hans", "en": "en"}


def enveloped(view: View, *, keyed: bool = False) -> View:
    """Wraps a view. None knows a session: what is open may be read from every origin, `keyed` takes a key instead."""

    @csrf_exempt
    @wraps(view)
    def outer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        language = LANGUAGES.get(request.GET.get("lang", ""), translation.get_language() or "zh-hans")
        with translation.override(language):
            answer = (_keyed_answer if keyed else _answer)(view, request, *args, **kwargs)
        if not keyed:
            answer["Access-Control-Allow-Origin"] = "*"
            answer["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link, Retry-After"
        answer["Content-Language"] = "zh-Hans" if language.startswith("zh") else language
        patch_vary_headers(answer, ["Accept-Language", "Authorization" if keyed else "Cookie"])
        return answer

    return outer


def _head(answer: Any) -> Any:
    if answer.streaming:
        # a file: its length is told already, and it is closed with the answer
        answer.streaming_content = ()
        return answer
    answer["Content-Length"] = str(len(answer.content))
    answer.content = b""
    return answer


def _keyed_answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
    if request.method == "HEAD":
        request.method = "GET"
        return _head(_keyed_answer(view, request, *args, **kwargs))
    answer = view(request, *args, **kwargs)
    if answer.status_code == 405:
        answer = _not_possible(request, answer["Allow"])
    elif answer.status_code < 400:
        note_use(holder_of(request).key)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
    if request.method == "HEAD":
        request.method = "GET"
        return _head(_answer(view, request, *args, **kwargs))
    if request.method != "GET" and view is not no_such_address:
        return _not_possible(request, "GET, HEAD")
    answer = view(request, *args, **kwargs)
    if answer.status_code != 200:
        return answer
    answer["Cache-Control"] = "public, no-cache"
    set_response_etag(answer)
    modified = answer.get("Last-Modified")
    return get_conditional_response(
        request,
        etag=answer.get("ETag"),
        last_modified=parse_http_date_safe(modified) if modified else None,
        response=answer,
    )


def _not_possible(request: HttpRequest, allowed: str) -> HttpResponseBase:
    found = problems.Problem(
        405,
        "method_not_allowed",
        _("Not possible here"),
        detail=_("%(method)s is not possible at this address.") % {"method": request.method},
        how=_("Possible here: %(methods)s. Records are changed on the site or by import.")
        % {"methods": allowed},
    )
    answer = problems.response(request, found)
    answer["Allow"] = allowed
    return answer


def no_such_address(request: HttpRequest, **_rest: str) -> HttpResponseBase:
    """Any address below the root that leads nowhere."""
    what = _("There is nothing at %(path)s.") % {"path": request.path}
    return problems.response(request, problems.not_found(what, how=_("GET /api/v1/ lists every collection.")))


def wrap_patterns(patterns: list[Any]) -> list[Any]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            keyed = str(pattern.pattern).startswith(KEYED)
            pattern.callback = enveloped(pattern.callback, keyed=keyed)
    return patterns
