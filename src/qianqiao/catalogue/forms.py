"""The forms of records: of an achievement or patent what it is, what it does, how mature it is, on which terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianqiao.catalogue.fields import ACHIEVEMENT_FIELDS, PATENT_FIELDS
from qianqiao.catalogue.forms_experts import ExpertForm
from qianqiao.catalogue.models import Achievement, Expert, Patent
from qianqiao.core.forms import fields
from qianqiao.core.forms.fields import label
from qianqiao.core.forms.indicators import IndicatorRows

SPECS = ACHIEVEMENT_FIELDS


class OfferForm(forms.Form):
    """What achievements and patents share."""

    title = fields.line(label=label(SPECS, "title"), max_length=300, required=True)
    title_en = fields.line(label=label(SPECS, "title_en"), max_length=400)
    problem = fields.long_text(
        label=label(SPECS, "problem"),
        max_length=5000,
        rows=3,
        help_text=_("In the words of those who have the problem: demands are matched with them."),
    )
    problem_en = fields.long_text(label=label(SPECS, "problem_en"), max_length=8000, rows=3)
    comparison = fields.long_text(label=label(SPECS, "comparison"), max_length=5000, rows=3)
    comparison_en = fields.long_text(label=label(SPECS, "comparison_en"), max_length=8000, rows=3)
    trl = fields.level_field(label=label(SPECS, "trl"))
    trl_evidence = fields.long_text(
        label=label(SPECS, "trl_evidence"),
        max_length=2000,
        rows=2,
        help_text=_("Where and for how long it ran, how many were made, who tested it."),
    )
    trl_evidence_en = fields.long_text(label=label(SPECS, "trl_evidence_en"), max_length=3000, rows=2)
    modes = forms.MultipleChoiceField(
        label=label(SPECS, "modes"),
        choices=fields.words("modes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    price_model = forms.ChoiceField(
        label=label(SPECS, "price_model"), choices=fields.optional_words("price_models"), required=False
    )
    price_amount = fields.MoneyField(label=label(SPECS, "price_amount"))
    price_note = fields.line(label=label(SPECS, "price_note"), max_length=500)
    price_note_en = fields.line(label=label(SPECS, "price_note_en"), max_length=500)
    contact = fields.line(label=label(SPECS, "contact"), max_length=200)


class AchievementForm(OfferForm):
    summary = fields.long_text(label=label(SPECS, "summary"), max_length=10000, rows=6, required=True)
    summary_en = fields.long_text(label=label(SPECS, "summary_en"), max_length=15000, rows=6)
    application = fields.long_text(label=label(SPECS, "application"), max_length=5000, rows=3)
    application_en = fields.long_text(label=label(SPECS, "application_en"), max_length=8000, rows=3)


class PatentForm(OfferForm):
    abstract = fields.long_text(label=label(PATENT_FIELDS, "abstract"), max_length=10000, rows=6)
    abstract_en = fields.long_text(label=label(PATENT_FIELDS, "abstract_en"), max_length=15000, rows=6)
    open_licence = forms.BooleanField(label=label(PATENT_FIELDS, "open_licence"), required=False)


FORMS: dict[type[Any], type[forms.Form]] = {
    Achievement: AchievementForm,
    Patent: PatentForm,
    Expert: ExpertForm,
}
WITH_ROWS = frozenset({Achievement, Patent})


@dataclass(slots=True)
class RecordForms:
    """The form and, where the record has them, its indicator rows."""

    form: forms.Form
    rows: IndicatorRows | None = None

    def is_valid(self) -> bool:
        rows_hold = self.rows is None or self.rows.is_valid()
        return self.form.is_valid() and rows_hold

    def values(self) -> dict[str, Any]:
        told = self.form.cleaned_data
        return told if self.rows is None else {**told, "indicators": self.rows.rows()}


def stored(model: type[Any], values: Mapping[str, Any]) -> RecordForms:
    rows = IndicatorRows.shown(values["indicators"]) if model in WITH_ROWS else None
    return RecordForms(FORMS[model](initial=dict(values)), rows)


def sent(model: type[Any], data: Mapping[str, Any]) -> RecordForms:
    return RecordForms(FORMS[model](data), IndicatorRows.sent(data) if model in WITH_ROWS else None)


def rearranged(model: type[Any], data: Mapping[str, Any], act: str) -> RecordForms:
    """As sent, with an indicator row more or less, and nothing checked yet."""
    form = FORMS[model](data)
    form.full_clean()
    form.errors.clear()
    return RecordForms(form, IndicatorRows.rearranged(data, act))
