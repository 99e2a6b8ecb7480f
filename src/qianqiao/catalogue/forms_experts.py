"""The form of an expert: who it is, what it works on, how it serves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianqiao.catalogue.fields import EXPERT_FIELDS
from qianqiao.core.forms import fields
from qianqiao.core.forms.fields import label
from qianqiao.core.texts import language
from qianqiao.reference import identifiers

SPECS = EXPERT_FIELDS


class ExpertForm(forms.Form):
    name = fields.line(label=label(SPECS, "name"), max_length=120, required=True)
    name_en = fields.line(label=label(SPECS, "name_en"), max_length=160)
    department = fields.line(label=label(SPECS, "department"), max_length=200)
    title = fields.line(label=label(SPECS, "title"), max_length=120)
    title_en = fields.line(label=label(SPECS, "title_en"), max_length=160)
    orcid = fields.line(label=label(SPECS, "orcid"), max_length=60)
    research = fields.LinesField(
        label=label(SPECS, "research"), longest=120, required=True, help_text=_("One in each line.")
    )
    research_en = fields.LinesField(label=label(SPECS, "research_en"), longest=160)
    summary = fields.long_text(label=label(SPECS, "summary"), max_length=10000, rows=6)
    summary_en = fields.long_text(label=label(SPECS, "summary_en"), max_length=15000, rows=6)
    modes = forms.MultipleChoiceField(
        label=label(SPECS, "modes"),
        choices=fields.words("modes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    hours_per_month = forms.IntegerField(
        label=label(SPECS, "hours_per_month"), min_value=0, max_value=200, required=False
    )
    contact = fields.line(label=label(SPECS, "contact"), max_length=200)

    def clean_orcid(self) -> Any:
        text = self.cleaned_data["orcid"]
        try:
            return identifiers.orcid(text) if text else ""
        except identifiers.InvalidIdentifier as error:
            raise forms.ValidationError(error.message(language()), code="invalid") from None
