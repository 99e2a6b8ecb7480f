"""Step 1: the problem in the enterprise's own words."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianqiao.core.forms import fields
from qianqiao.core.forms.fields import label
from qianqiao.demands.fields import DEMAND_FIELDS as SPECS
from qianqiao.organisations.models import Organisation

MOST_FIELDS = 3


class ProblemForm(forms.Form):
    """Problem and title, and what search needs to place them.

    The problem is sent as `text`, as on the home page and the match page: it may ask that while one types.
    """

    problem = fields.long_text(
        label=label(SPECS, "problem"),
        max_length=10000,
        rows=7,
        required=True,
        help_text=gettext_lazy(
            "As you would tell it on the shop floor: what goes wrong, where, what would be good enough."
        ),
    )
    title = fields.line(
        label=label(SPECS, "title"),
        max_length=300,
        required=True,
        help_text=gettext_lazy("One line that an engineer would search for."),
    )
    technical_fields = forms.MultipleChoiceField(
        label=label(SPECS, "fields"),
        choices=fields.words("fields"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("At most three; leave it open where you are not sure."),
    )
    demand_type = forms.ChoiceField(
        label=label(SPECS, "demand_type"), choices=fields.optional_words("demand_types"), required=False
    )
    title_en = fields.line(label=label(SPECS, "title_en"), max_length=400)
    problem_en = fields.long_text(label=label(SPECS, "problem_en"), max_length=15000)

    def add_prefix(self, field_name: str) -> str:
        return super().add_prefix("text" if field_name == "problem" else field_name)

    def clean_technical_fields(self) -> list[str]:
        chosen = list(self.cleaned_data["technical_fields"])
        if len(chosen) > MOST_FIELDS:
            raise ValidationError(_("Choose at most three fields."))
        return chosen

    def values(self) -> dict[str, Any]:
        """Values under interchange keys; call after is_valid(). Django keeps the name `fields` for itself."""
        told = {key: value for key, value in self.cleaned_data.items() if key != "organisation"}
        told["fields"] = told.pop("technical_fields")
        return told


class NewDemandForm(ProblemForm):
    """The same with the enterprise for which the person writes, asked only where there are several."""

    def __init__(self, *args: Any, enterprises: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enterprises = {str(one.pk): one for one in enterprises}
        if len(enterprises) > 1:
            choice = forms.ChoiceField(
                label=label(SPECS, "organisation"),
                choices=[(key, one.name) for key, one in self.enterprises.items()],
            )
            self.fields = {"organisation": choice, **self.fields}

    def organisation_id(self) -> int:
        """The enterprise chosen, or the only one; call after is_valid()."""
        chosen = self.cleaned_data.get("organisation") or next(iter(self.enterprises))
        return int(self.enterprises[chosen].pk)
