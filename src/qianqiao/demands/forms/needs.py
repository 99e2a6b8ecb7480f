"""Step 2: what would solve it, in figures, money and time."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianqiao.core.forms import fields
from qianqiao.core.forms.fields import label
from qianqiao.demands.fields import DEMAND_FIELDS as SPECS


class NeedsForm(forms.Form):
    """Everything but the indicators, which are rows of their own."""

    existing = fields.long_text(
        label=label(SPECS, "existing"),
        max_length=5000,
        rows=3,
        help_text=gettext_lazy("It saves both sides the first hour."),
    )
    budget_min = fields.MoneyField(label=label(SPECS, "budget_min"))
    budget_max = fields.MoneyField(
        label=label(SPECS, "budget_max"),
        help_text=gettext_lazy("Such as 800000 or 800,000. Offers above it are kept apart."),
    )
    deadline = fields.date_field(label=label(SPECS, "deadline"))
    urgency = forms.ChoiceField(
        label=label(SPECS, "urgency"), choices=fields.words("urgency"), required=False
    )
    modes = forms.MultipleChoiceField(
        label=label(SPECS, "modes"),
        choices=fields.words("modes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    trl_min = fields.level_field(
        label=label(SPECS, "trl_min"),
        help_text=gettext_lazy("Leave it open unless earlier work would be of no use to you."),
    )
    ip_requirement = fields.line(label=label(SPECS, "ip_requirement"), max_length=1000)
    existing_en = fields.long_text(label=label(SPECS, "existing_en"), max_length=8000, rows=3)
    ip_requirement_en = fields.line(label=label(SPECS, "ip_requirement_en"), max_length=1500)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        lower, upper = cleaned.get("budget_min"), cleaned.get("budget_max")
        if lower is not None and upper is not None and lower > upper:
            self.add_error("budget_max", _("The upper budget lies below the lower one."))
        cleaned["urgency"] = cleaned.get("urgency") or "normal"
        return cleaned
