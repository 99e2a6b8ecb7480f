"""Step 3: who may see it, where the enterprise is, whom to ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianqiao import reference
from qianqiao.core import clock
from qianqiao.core.forms import fields
from qianqiao.core.forms.fields import label
from qianqiao.core.texts import language
from qianqiao.demands.fields import DEMAND_FIELDS as SPECS
from qianqiao.demands.models import Demand


class RegionField(forms.CharField):
    """A place by its name or code: 宁波, 浙江宁波, Ningbo, 330200."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        found = reference.find_region(text) if text else None
        if text and found is None:
            near = ", ".join(
                reference.region_path(row.code, language()) for row in reference.regions_named(text)[:4]
            )
            told = (
                _("Several places have this name: %(names)s.") % {"names": near}
                if near
                else _("This place is not known.")
            )
            raise forms.ValidationError(told)
        return found.code if found else ""

    def prepare_value(self, value: Any) -> Any:
        """A code is shown as the way down to it: 浙江 宁波."""
        try:
            return reference.region_path(str(value), language()) if value else ""
        except reference.UnknownCode:
            return value


class AccessForm(forms.Form):
    """Confidentiality first: it decides what the rest is for."""

    confidentiality = forms.ChoiceField(
        label=label(SPECS, "confidentiality"),
        choices=fields.explained_words("confidentiality"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Sealed text is never searched, listed or matched for anybody but your enterprise."
        ),
    )
    public_summary = fields.long_text(
        label=label(SPECS, "public_summary"),
        max_length=3000,
        rows=3,
        help_text=gettext_lazy(
            "What everybody reads where the whole text is not public. No names, no recipes."
        ),
    )
    region = RegionField(label=label(SPECS, "region"), required=False, max_length=60)
    contact = fields.line(
        label=label(SPECS, "contact"),
        max_length=200,
        help_text=gettext_lazy("Shown with the whole text only."),
    )
    valid_until = fields.date_field(
        label=label(SPECS, "valid_until"),
        help_text=gettext_lazy("After this day the demand leaves the lists by itself."),
        required=True,
    )
    public_summary_en = fields.long_text(label=label(SPECS, "public_summary_en"), max_length=4000, rows=3)

    def clean_valid_until(self) -> Any:
        day = self.cleaned_data["valid_until"]
        if day < clock.today():
            raise forms.ValidationError(_("This day has passed."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        hidden = cleaned.get("confidentiality") not in {Demand.Confidentiality.PUBLIC, None}
        if hidden and not (cleaned.get("public_summary") or cleaned.get("public_summary_en")):
            self.add_error("public_summary", _("Write at least one sentence that everybody may read."))
        return cleaned
