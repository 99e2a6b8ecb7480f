"""The steps of writing a demand: which form each shows, which fields it fills, what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qianqiao.core.forms.indicators import IndicatorRows
from qianqiao.core.lifecycle import DRAFT
from qianqiao.demands.forms.access import AccessForm
from qianqiao.demands.forms.needs import NeedsForm
from qianqiao.demands.forms.problem import ProblemForm
from qianqiao.demands.models import Demand

FORMS: dict[str, type[forms.Form]] = {"problem": ProblemForm, "needs": NeedsForm, "access": AccessForm}
CHECK = "check"
LABELS: dict[str, Promise] = {
    "problem": _("The problem"),
    "needs": _("What would solve it"),
    "access": _("Who may see it"),
    CHECK: _("Check and publish"),
}
# In which step the keys of the quality score are filled.
STEP_OF_QUALITY_KEY = {
    "title": "problem",
    "problem": "problem",
    "fields": "problem",
    "indicators": "needs",
    "existing": "needs",
    "budget": "needs",
    "deadline": "needs",
    "modes": "needs",
    "contact": "access",
}


@dataclass(slots=True)
class StepForms:
    """What one step shows: its form, and the indicator rows where it has them."""

    step: str
    form: forms.Form
    rows: IndicatorRows | None = None

    def is_valid(self) -> bool:
        rows_hold = self.rows is None or self.rows.is_valid()
        return self.form.is_valid() and rows_hold

    def values(self) -> dict[str, Any]:
        """Values under interchange keys; call after is_valid()."""
        if isinstance(self.form, ProblemForm):
            return self.form.values()
        told = dict(self.form.cleaned_data)
        return told if self.rows is None else {**told, "indicators": self.rows.rows()}


def stored(step: str, values: Mapping[str, Any]) -> StepForms:
    """The step as it is stored."""
    initial = {**values, "technical_fields": values.get("fields", [])}
    rows = IndicatorRows.shown(values.get("indicators", ())) if step == "needs" else None
    return StepForms(step, FORMS[step](initial=initial), rows)


def sent(step: str, data: Mapping[str, Any]) -> StepForms:
    """The step as a person sent it, to be checked."""
    return StepForms(step, FORMS[step](data), IndicatorRows.sent(data) if step == "needs" else None)


def rearranged(step: str, data: Mapping[str, Any], act: str) -> StepForms:
    """The step as sent, with an indicator row more or less, and nothing checked yet."""
    form = FORMS[step](data)
    form.full_clean()
    form.errors.clear()
    return StepForms(step, form, IndicatorRows.rearranged(data, act))


def next_step(step: str, demand: Demand) -> str:
    """The next step where something is missing; a draft always decides who may see it."""
    lacking = {STEP_OF_QUALITY_KEY[key] for key in demand.quality_missing if key in STEP_OF_QUALITY_KEY}
    if demand.state == DRAFT:
        lacking.add("access")
    order = list(LABELS)
    return next((name for name in order[order.index(step) + 1 :] if name in lacking), CHECK)
