"""The reference page of the interface: rendered here, without script, from the OpenAPI document."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qianqiao.api.v1 import api
from qianqiao.api.views import described
from qianqiao.core import config


def problem_codes() -> list[dict[str, str]]:
    return [
        {"code": "not_found", "status": "404", "text": _("Nothing public has this number or address.")},
        {"code": "gone", "status": "410", "text": _("The owner withdrew the record; remove your copy.")},
        {
            "code": "method_not_allowed",
            "status": "405",
            "text": _("The address does not know this method; “Allow” names those that it knows."),
        },
        {"code": "sealed", "status": "403", "text": _("The demand is matched for its enterprise only.")},
        {
            "code": "invalid_parameters",
            "status": "422",
            "text": _("A parameter is unknown or has a value that does not fit; “errors” names each."),
        },
        {"code": "unreadable_body", "status": "400", "text": _("The body is not a JSON object.")},
        {
            "code": "key_needed",
            "status": "401",
            "text": _("No key was sent, or one that is mistyped, has ended or expired."),
        },
        {
            "code": "scope_missing",
            "status": "403",
            "text": _("The key's person may do this, the key may not; the page for it is named."),
        },
        {
            "code": "not_allowed",
            "status": "403",
            "text": _("The role of the key's person, or its side in the case, does not allow it."),
        },
        {
            "code": "wrong_state",
            "status": "409",
            "text": _("The case is in another state; “possible” lists the steps that can be taken now."),
        },
        {
            "code": "changed_meanwhile",
            "status": "409",
            "text": _("The case has another version than the one sent; nothing was done. Read it again."),
        },
        {
            "code": "answered_already",
            "status": "409",
            "text": _("The meeting has been answered already."),
        },
        {
            "code": "open_case_exists",
            "status": "409",
            "text": _("An open case for this demand and offer stands already; “case” is its number."),
        },
        {
            "code": "idempotency_key_reused",
            "status": "409",
            "text": _("The Idempotency-Key has done another request before; nothing was done."),
        },
        {
            "code": "clock_not_running",
            "status": "409",
            "text": _("The case has no such clock now; its “clocks” lists those that run."),
        },
        {
            "code": "already_paused",
            "status": "409",
            "text": _("The clock is held already."),
        },
        {
            "code": "not_paused",
            "status": "409",
            "text": _("The clock runs; there is no pause to end."),
        },
        {
            "code": "file_refused",
            "status": "422, 503",
            "text": _(
                "A file was not taken, for “fault”: too_large, empty, kind_unknown, name_misleads, infected; "
                "with 503 not_scanned, which is worth another try. Nothing was done."
            ),
        },
        {"code": "too_large", "status": "413", "text": _("The body is larger than five files may be.")},
        {
            "code": "too_many_requests",
            "status": "429",
            "text": _("The key or the address has used up its requests; “Retry-After” says when to go on."),
        },
        {
            "code": "unavailable",
            "status": "503",
            "text": _("The search index is being built; try again shortly."),
        },
        {"code": "internal", "status": "500", "text": _("A fault of the platform; it was recorded.")},
    ]


@require_safe
def reference_page(request: HttpRequest) -> HttpResponse:
    document = dict(api.get_openapi_schema())
    context = {
        "groups": described.operations_of(document),
        "shapes": described.shapes_of(document),
        "problems": problem_codes(),
        "per_key": config.requests_per_key(),
        "per_address": config.requests_per_address(),
        "root": f"{config.site_address()}/api/v1/",
    }
    return render(request, "api/reference.html", context)
