"""Records that were public once and have been withdrawn: 410, not 404, so that links learn it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from qianqiao.core.lifecycle import WITHDRAWN
from qianqiao.core.records import LivingRecord


def gone_or_unknown(
    request: HttpRequest, record: LivingRecord | None, *, number: str, list_url: str
) -> HttpResponse:
    """`record` is read without regard to who asks; a draft that was never public stays unknown (404)."""
    if record is None or record.state != WITHDRAWN or record.published_at is None:
        raise Http404(number)
    return render(
        request, "organisations/record/gone.html", {"number": number, "list_url": list_url}, status=410
    )
