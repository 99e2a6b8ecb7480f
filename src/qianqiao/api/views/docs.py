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
            "text": _("This interface only reads: GET and HEAD."),
        },
        {"code": "sealed", "status": "403", "text": _("The demand is matched for its enterprise only.")},
        {
            "code": "invalid_parameters",
            "status": "422",
            "text": _("A parameter is unknown or has a value that does not fit; “errors” names each."),
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
        "root": f"{config.site_address()}/api/v1/",
    }
    return render(request, "api/reference.html", context)
