"""Every part of the kit on one page, with made-up but well-formed values."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    return render(request, "web/gallery.html", {})
