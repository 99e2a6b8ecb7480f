"""Files that people take home: templates and rejected rows."""

from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qianqiao.imports.kinds import KINDS
from qianqiao.imports.views import steering
from qianqiao.imports.workbooks.template import template_bytes

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The empty workbook of a kind, in the reader's language or that of `?lang=`."""
    if kind not in KINDS:
        raise Http404(kind)
    asked = request.GET.get("lang")
    language = asked if asked in {"zh", "en"} else steering.language()
    name = _("{kind} template.xlsx").format(kind=KINDS[kind].label)
    response = HttpResponse(template_bytes(KINDS[kind], language), content_type=WORKBOOK)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@login_required
@require_safe
def rejected(request: HttpRequest, number: str) -> FileResponse:
    """The rejected rows of a run, with the cells marked."""
    run = steering.run_or_404(request, number)
    path = Path(run.rejects_path)
    if not run.rejects_path or not path.is_file():
        raise Http404(number)
    name = _("{file} rejected rows{suffix}").format(file=Path(run.file_name).stem, suffix=path.suffix)
    kind = WORKBOOK if path.suffix == ".xlsx" else "text/csv; charset=utf-8"
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=kind)
    response["Cache-Control"] = "private, no-store"  # rows may be sealed
    return response
