"""What the API says when it cannot answer: problem documents (RFC 9457) that name the fault and its cure."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from qianqiao.api.addresses import docs_address
from qianqiao.api.reasons import reason_of

log = logging.getLogger(__name__)
# how a header is called where a program names it
HEADERS = {"idempotency_key": "Idempotency-Key"}


class Problem(Exception):  # noqa: N818  an answer, not a fault of the program
    """An answer other than 200: `detail` says what is wrong, `how` what to do about it."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        *,
        detail: str,
        how: str,
        errors: Sequence[dict[str, str]] = (),
        more: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.status, self.code, self.title = status, code, title
        self.detail, self.how, self.errors, self.more = detail, how, list(errors), dict(more or {})
        self.headers = dict(headers or {})


def not_found(what: str, *, how: str) -> Problem:
    return Problem(404, "not_found", _("Not found"), detail=what, how=how)


def gone(number: str) -> Problem:
    """For a record that was once public and has been withdrawn by its owner."""
    return Problem(
        410,
        "gone",
        _("Withdrawn"),
        detail=_("%(number)s was withdrawn by its owner.") % {"number": number},
        how=_("Remove it from your copy. Its number is never given to another record."),
    )


def invalid(errors: Sequence[dict[str, str]]) -> Problem:
    return Problem(
        422,
        "invalid_parameters",
        _("Parameters not understood"),
        detail="; ".join(f"{error['parameter']}: {error['reason']}" for error in errors),
        how=_("Mend the parameters named in “errors”; the reference page lists what each takes."),
        errors=errors,
    )


def response(request: HttpRequest, problem: Problem) -> JsonResponse:
    """The problem as application/problem+json in the language of the request."""
    told: dict[str, Any] = {
        "type": f"{docs_address()}#problem-{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "how": problem.how,
        "instance": request.get_full_path(),
        "code": problem.code,
    }
    if problem.errors:
        told["errors"] = problem.errors
    answer = JsonResponse(
        told | problem.more,
        status=problem.status,
        content_type="application/problem+json; charset=utf-8",
        json_dumps_params={"ensure_ascii": False},
    )
    for name, value in problem.headers.items():
        answer[name] = value
    return answer


def from_validation(error: ValidationError) -> Problem:
    """Names each parameter that did not fit; the location's last text part is the parameter."""
    found = []
    for item in error.errors:
        names = [
            str(part)
            for part in item.get("loc", ())
            if isinstance(part, str) and part not in {"query", "path", "header", "filters", "given"}
        ]
        found.append(
            {"parameter": HEADERS.get(names[-1], names[-1]) if names else "", "reason": reason_of(item)}
        )
    return invalid(found)


def register(api: NinjaAPI) -> None:
    """Gives the API its handlers, so that no answer leaves in another shape."""

    def on_problem(request: HttpRequest, error: Any) -> JsonResponse:
        return response(request, error)

    def on_validation(request: HttpRequest, error: Any) -> JsonResponse:
        return response(request, from_validation(error))

    def on_http_error(request: HttpRequest, error: Any) -> JsonResponse:
        if error.status_code == 400:
            return response(request, unreadable())
        found = Problem(
            error.status_code, "refused", _("Refused"), detail=str(error), how=_("See the reference page.")
        )
        return response(request, found)

    def on_fault(request: HttpRequest, error: Any) -> JsonResponse:
        log.error("API request failed: %s", request.path, exc_info=error)
        return response(request, internal())

    api.add_exception_handler(Problem, on_problem)
    api.add_exception_handler(ValidationError, on_validation)
    api.add_exception_handler(HttpError, on_http_error)
    api.add_exception_handler(Exception, on_fault)


def unreadable() -> Problem:
    return Problem(
        400,
        "unreadable_body",
        _("Body not understood"),
        detail=_("The body is neither JSON in UTF-8 nor, where files are taken, a form."),
        how=_("Send one JSON object with “Content-Type: application/json”; files as “multipart/form-data”."),
    )


def too_large(most: int) -> Problem:
    return Problem(
        413,
        "too_large",
        _("Body too large"),
        detail=_("The body is larger than %(most)s bytes.") % {"most": most},
        how=_("A message takes five files of at most 20 MB each; send the others with another one."),
    )


def unavailable() -> Problem:
    return Problem(
        503,
        "unavailable",
        _("Not ready"),
        detail=_("The search index is being built."),
        how=_("Try again in a minute; lists and single records can be read meanwhile."),
    )


def internal() -> Problem:
    return Problem(
        500,
        "internal",
        _("Fault on our side"),
        detail=_("The request failed by a fault of the platform; it was recorded."),
        how=_("Try again in a few minutes. If it stays, tell the operator the address and the time."),
    )
