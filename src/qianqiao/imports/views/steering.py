"""What the pages of a run share: finding it, working on it for a moment, handing it to a worker."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from qianqiao.core.workflow import Refusal
from qianqiao.imports import jobs, queries
from qianqiao.imports.domain.passes import advance
from qianqiao.imports.models import ImportRun
from qianqiao.imports.states import AT_WORK
from qianqiao.organisations.actors import actor_of_request

PATIENCE = 3.0  # seconds that a page may take; longer work goes to the worker
STEPS = (
    pgettext_lazy("import", "File"),
    pgettext_lazy("import", "Columns"),
    pgettext_lazy("import", "Check"),
    pgettext_lazy("import", "Import"),
)
_REFUSALS: dict[str, str | Promise] = {
    "not_allowed": gettext_lazy("You may not do this."),
    "wrong_state": gettext_lazy("This has moved on meanwhile. Look at it again before you decide."),
    "not_in_cluster": gettext_lazy("Choose one of the records shown."),
}


def language() -> str:
    """`zh` or `en`, as the person reads."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def run_or_404(request: HttpRequest, number: str) -> ImportRun:
    found = queries.run_by_number(number, actor=actor_of_request(request))
    if found is None:
        raise Http404(number)
    return found


def redirect_to(page: str, run: ImportRun) -> HttpResponse:
    response = HttpResponseRedirect(reverse(page, args=[run.number]))
    response.status_code = 303
    return response


def to_run(run: ImportRun) -> HttpResponse:
    return redirect_to("imports:run", run)


def work_on(run: ImportRun) -> ImportRun:
    """Works on a run for a moment; what is left goes on in the background."""
    run = advance(run.pk, budget=PATIENCE)
    if run.state in AT_WORK:
        jobs.advance_run.defer(run_id=run.pk)
    return run


def attempt(request: HttpRequest, deed: Callable[[], object]) -> bool:
    """Does what a person asked for; a refusal becomes a message."""
    try:
        deed()
    except Refusal as refusal:
        told = _REFUSALS.get(refusal.code, _("This was not done: %(code)s.") % {"code": refusal})
        messages.error(request, str(told))
        return False
    return True
