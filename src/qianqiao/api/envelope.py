"""What all addresses share: HEAD, language, cache validators, open access, problems for 404 and 405."""

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

View = Callable[..., Any]
LANGUAGES = {"zh": "zh-hans", "en": "en"}


def enveloped(view: View) -> View:
    """Wraps a view. The API only reads and knows no session, so every origin may read it."""

    @csrf_exempt
    @wraps(view)
    def outer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        language = LANGUAGES.get(request.GET.get("lang", ""), translation.get_language() or "zh-hans")
        with translation.override(language):
            answer = _answer(view, request, *args, **kwargs)
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link"
        answer["Content-Language"] = "zh-Hans" if language.startswith("zh") else language
        patch_vary_headers(answer, ["Accept-Language", "Cookie"])
        return answer

    return outer


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
    if request.method == "HEAD":
        request.method = "GET"
        answer = _answer(view, request, *args, **kwargs)
        answer["Content-Length"] = str(len(answer.content))
        answer.content = b""
        return answer
    if request.method != "GET":
        return _only_reading(request)
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


def _only_reading(request: HttpRequest) -> HttpResponseBase:
    found = problems.Problem(
        405,
        "method_not_allowed",
        _("Only reading"),
        detail=_("%(method)s is not possible: this interface only reads.") % {"method": request.method},
        how=_("Use GET or HEAD. Records are changed on the site or by import."),
    )
    answer = problems.response(request, found)
    answer["Allow"] = "GET, HEAD"
    return answer


def no_such_address(request: HttpRequest, **_rest: str) -> HttpResponseBase:
    """Any address below the root that leads nowhere."""
    what = _("There is nothing at %(path)s.") % {"path": request.path}
    return problems.response(request, problems.not_found(what, how=_("GET /api/v1/ lists every collection.")))


def wrap_patterns(patterns: list[Any]) -> list[Any]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = enveloped(pattern.callback)
    return patterns
