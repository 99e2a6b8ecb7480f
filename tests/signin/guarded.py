"""An address table with acts that need a fresh second factor, beside those of the site."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from qianqiao.organisations.signing_in.detours import fresh_factor_required, kept_fields
from qianqiao.urls import urlpatterns as of_the_site

DONE: list[dict[str, list[str]]] = []


@fresh_factor_required("docking.sign")
def sign(request: HttpRequest) -> HttpResponse:
    """A form on GET, filled with what was kept; the act on POST."""
    if request.method == "POST":
        DONE.append({key: request.POST.getlist(key) for key in request.POST if key != "csrfmiddlewaretoken"})
        return HttpResponse("signed")
    before = kept_fields(request)
    return HttpResponse(f"form {before.urlencode() if before else ''}")


@fresh_factor_required("personal.export", on_get=True)
def export(request: HttpRequest) -> HttpResponse:
    return HttpResponse("everything about you")


@fresh_factor_required("docking.see")
def look(request: HttpRequest) -> HttpResponse:
    return HttpResponse("seen")


urlpatterns = [
    path("sign", sign),
    path("export", export),
    path("look", look),
    *of_the_site,
]
