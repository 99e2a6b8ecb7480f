"""Verification of an organisation: its own page, the queue of those who verify, the document as a download."""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qianqiao.core import policy
from qianqiao.core.actor import Actor
from qianqiao.core.texts import language
from qianqiao.core.workflow import Refusal, possible_steps
from qianqiao.organisations.actors import actor_of_request
from qianqiao.organisations.models import Organisation
from qianqiao.organisations.signing_in.detours import asked_again
from qianqiao.organisations.views.record_pages.facts import label_of
from qianqiao.people import queries
from qianqiao.people.domain import documents, verifying
from qianqiao.people.forms import VerificationForm
from qianqiao.people.models import Verification, VerificationDocument
from qianqiao.people.policies import VERIFY, vouches
from qianqiao.people.states import FILED, REFUSED, REVOKED, UNVERIFIED, VERIFICATION_FLOW, VERIFIED
from qianqiao.people.views.doors import not_yours, on_form, organisation_or_404, version_of
from qianqiao.people.words import in_words
from qianqiao.reference.identifiers import InvalidIdentifier


def path_of(organisation: Organisation) -> str:
    return f"/organisations/{organisation.number}/verification"


def _code_label(organisation: Organisation) -> str:
    key = "code" if verifying.code_kind(organisation) == verifying.UNIVERSITY_CODE else "uscc"
    return label_of(Organisation.specs, key)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def verification(request: HttpRequest, number: str) -> HttpResponse:
    """For the organisation's own people and for those who verify; unknown to everybody else."""
    organisation = organisation_or_404(number)
    actor = actor_of_request(request)
    if not (actor.acts_for(organisation.pk) or vouches(actor, organisation)):
        raise Http404(number)
    edits = actor.may("organisation.edit", organisation.pk)
    if not (edits or vouches(actor, organisation)):
        return not_yours(request, actor, "organisation.edit", organisation)
    row = queries.verification_of(organisation) or Verification(organisation=organisation)
    form = None
    if edits and row.state in {UNVERIFIED, REFUSED, REVOKED}:
        form = _form(request, organisation)
    if request.method == "POST":
        asked = None if form else asked_again(request, VERIFY)
        if asked is not None:
            return asked
        done = _filed(request, organisation, form, actor) if form else _decided(request, row, actor)
        if done is not None:
            return done
    return _page(request, row, form, actor)


def _form(request: HttpRequest, organisation: Organisation) -> VerificationForm:
    known = organisation.code if verifying.code_kind(organisation) == verifying.UNIVERSITY_CODE else ""
    label = _code_label(organisation)
    if request.method == "POST":
        return VerificationForm(request.POST, request.FILES, code_label=label)
    return VerificationForm(initial={"code": known or organisation.uscc}, code_label=label)


def _filed(
    request: HttpRequest, organisation: Organisation, form: VerificationForm, actor: Actor
) -> HttpResponse | None:
    if not form.is_valid():
        return None
    told = form.cleaned_data
    upload = told["document"]
    chunks: Iterable[bytes] = upload.chunks()
    try:
        verifying.file(
            organisation, code=told["code"], chunks=chunks, name=upload.name, note=told["note"], actor=actor
        )
    except Refusal as refusal:
        on_form(form, refusal)
        return None
    except InvalidIdentifier as fault:
        form.add_error("code", fault.message(language()))
        return None
    messages.success(request, _("Handed in. A second person looks at it within five working days."))
    return redirect(path_of(organisation))


def _decided(request: HttpRequest, row: Verification, actor: Actor) -> HttpResponse:
    try:
        verifying.decide(
            row,
            request.POST.get("step", ""),
            reason=request.POST.get("reason", ""),
            actor=actor,
            expected_version=version_of(request),
        )
    except Refusal as refusal:
        messages.error(request, in_words(refusal))
    except LookupError:
        messages.error(request, _("There is no such step."))
    else:
        messages.success(request, _("Decided. The organisation has been told."))
    return redirect(path_of(row.organisation))


def _page(
    request: HttpRequest, row: Verification, form: VerificationForm | None, actor: Actor
) -> HttpResponse:
    steps = [one for one in possible_steps(VERIFICATION_FLOW, row, actor=actor) if one.name != "file"]
    context = {
        "organisation": row.organisation,
        "row": row,
        "form": form,
        "steps": steps if row.pk else [],
        "documents": row.documents.order_by("-filed_at", "-pk") if row.pk else [],
        "code_label": _code_label(row.organisation),
        "vouches": vouches(actor, row.organisation),
    }
    return render(request, "people/verification.html", context, status=422 if form and form.errors else 200)


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for those who verify, the longest waiting first, and what was decided last."""
    actor = actor_of_request(request)
    if not queries.may_verify_any(actor):
        return not_yours(request, actor, VERIFY, None)
    context = {
        "waiting": queries.verifications(actor, (FILED,)),
        "decided": queries.verifications(actor, (VERIFIED, REFUSED, REVOKED)).order_by("-decided_at")[:20],
    }
    return render(request, "people/verifications.html", context)


@login_required
@require_safe
def document(request: HttpRequest, pk: int) -> FileResponse:
    """The file as a download, never shown in the page; who took it is written down."""
    actor = actor_of_request(request)
    row = VerificationDocument.objects.select_related("verification__organisation").filter(pk=pk).first()
    if row is None or not policy.may(actor, "read", row):
        raise Http404
    path = documents.path_of(row.stored_as)
    if not path.is_file():
        raise Http404
    verifying.note_reading(row, actor=actor)
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=row.name, content_type=row.media_type
    )
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
