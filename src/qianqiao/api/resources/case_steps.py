"""One operation per step that people take, made from the flow's table: page and API follow the same rule."""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import translation
from pydantic import BaseModel

from qianqiao.agreements.domain import Terms
from qianqiao.agreements.models import Agreement
from qianqiao.api.form_bodies import JsonOrForm, described
from qianqiao.api.holders import Holder
from qianqiao.api.resources.case_answers import case_of, known_case, refusing, written
from qianqiao.api.resources.case_files import stored
from qianqiao.api.resources.case_router import WRITE_ERRORS, Token, router
from qianqiao.api.schemas.case_inputs import STEPS
from qianqiao.api.schemas.cases import Case
from qianqiao.api.schemas.file_inputs import FORMS
from qianqiao.api.schemas.parts import Problem
from qianqiao.core import policy, private_files, workflow
from qianqiao.core.private_files import PrivateFile
from qianqiao.docking.domain import steps
from qianqiao.docking.models import DockingCase
from qianqiao.docking.states import CASE_FLOW
from qianqiao.docking.views.steps import ROOM


def _terms(given: Any) -> Terms:
    return Terms(
        kind=getattr(given, "kind", Agreement.Kind.CONFIDENTIALITY),
        title=given.title,
        signed_on=given.signed_on,
        ends_on=given.ends_on,
        amount_contract=getattr(given, "amount_contract", None),
        amount_first=getattr(given, "amount_first", None),
    )


def _ended(verb: Callable[..., DockingCase]) -> Callable[..., DockingCase]:
    return lambda row, given, **how: verb(row, reasons=given.reasons, text=given.text, **how)


def _signed(verb: Callable[..., DockingCase]) -> Callable[..., DockingCase]:
    return lambda row, given, **how: verb(row, _terms(given), **how)


# steps that need something besides themselves
WITH_MORE: dict[str, Callable[..., DockingCase]] = {
    "accept": lambda row, given, **how: steps.accept(row, reach=given.reach, **how),
    "refuse": _ended(steps.refuse),
    "close": _ended(steps.close),
    "agree_confidentiality": _signed(steps.agree_confidentiality),
    "agree": _signed(steps.agree),
    "pay": lambda row, given, **how: steps.pay(row, amount=given.amount, on=given.received_on, **how),
}


def _take(step: workflow.Step, row: Any, given: Any, holder: Holder, files: list[PrivateFile]) -> None:
    how = {"actor": holder.actor, "expected_version": given.version, **_copy(step, row, given, holder, files)}
    with refusing(row, step.permission, holder):
        if step.name in WITH_MORE:
            WITH_MORE[step.name](row, given, **how)
        else:
            steps.take_plain_step(row, step.name, **how)


def _copy(
    step: workflow.Step, row: Any, given: Any, holder: Holder, files: list[PrivateFile]
) -> dict[str, PrivateFile]:
    """The signed copy in private storage, where one was sent; who may not sign leaves none behind."""
    upload = getattr(given, "signed_copy", None)
    if upload is None or not policy.may(holder.actor, step.permission, row):
        return {}
    files.append(stored(upload, room=ROOM, parameter="signed_copy"))
    return {"copy": files[0]}


def _operation(step: workflow.Step) -> Callable[..., Any]:
    def operation(request: HttpRequest, number: str, given: Any, idempotency_key: Token) -> Any:
        with private_files.kept_if_done() as files:

            def act(holder: Holder) -> tuple[int, BaseModel, str]:
                row = known_case(request, number)
                _take(step, row, given, holder, files)
                return 200, case_of(row.number, holder), ""

            return written(request, idempotency_key, act)

    shape = STEPS[step.name]
    takes_form = shape.__name__ in FORMS
    operation.__annotations__["given"] = Annotated[shape, JsonOrForm(...)] if takes_form else shape
    return operation


# the document is in English; its page translates what it shows
with translation.override("en"):
    for _step in CASE_FLOW.steps:
        if _step.name in STEPS:
            router.post(
                f"/{{number}}/steps/{_step.name}",
                response={200: Case, WRITE_ERRORS: Problem},
                operation_id=f"step_{_step.name}",
                summary=str(_step.label),
                openapi_extra=described(STEPS[_step.name]) if STEPS[_step.name].__name__ in FORMS else None,
            )(_operation(_step))
