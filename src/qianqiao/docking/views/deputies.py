"""Who stands in for me while I am away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qianqiao.core import clock
from qianqiao.core.workflow import Refusal
from qianqiao.docking.domain import deputies as writing
from qianqiao.docking.forms import DeputyForm
from qianqiao.docking.models import DeputyPeriod
from qianqiao.docking.reads.people import colleagues
from qianqiao.docking.views.answers import in_words
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.models import User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deputies(request: HttpRequest) -> HttpResponse:
    actor, person = actor_of_request(request), request.user
    others = colleagues(person) if isinstance(person, User) else []
    form = DeputyForm(request.POST if request.method == "POST" else None, colleagues=others)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            writing.name_deputy(
                values["deputy"], first_day=values["first_day"], last_day=values["last_day"], actor=actor
            )
        except Refusal as refused:
            form.add_error(None, in_words(refused))
        else:
            messages.success(request, _("Your deputy is named."))
            return redirect("docking:deputies")
    periods = DeputyPeriod.objects.filter(user=actor.user_id or 0, last_day__gte=clock.today())
    context = {"form": form, "periods": periods.select_related("deputy"), "has_colleagues": bool(others)}
    return render(request, "docking/deputies.html", context)


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else's is unknown."""
    actor = actor_of_request(request)
    found = DeputyPeriod.objects.filter(pk=pk, user=actor.user_id or 0).first()
    if found is None:
        raise Http404
    writing.end_deputy(found, actor=actor)
    messages.success(request, _("You carry your cases yourself again."))
    return redirect("docking:deputies")
