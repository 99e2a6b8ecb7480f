"""The signed copy, for the parties alone."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from qianqiao.agreements.queries import agreement_by_number
from qianqiao.core import private_files
from qianqiao.organisations.actors import actor_of_request


@login_required
@require_safe
def signed_copy(request: HttpRequest, number: str) -> FileResponse:
    found = agreement_by_number(number, actor=actor_of_request(request))
    if found is None or not found.copy_path:
        raise Http404(number)
    return private_files.response(found.copy_path, name=found.copy_name)
