"""The form of a new key."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianqiao.api.scopes import READ, SCOPES
from qianqiao.core.forms import fields
from qianqiao.core.texts import chosen
from qianqiao.organisations.models import Organisation

DAYS = ((30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("a year")))


class KeyForm(forms.Form):
    organisation = forms.TypedChoiceField(label=_("In the name of"), coerce=int)
    name = fields.line(
        label=_("Name"),
        max_length=60,
        required=True,
        help_text=_("Which program uses it; the log tells it beside your name."),
        autocomplete="off",
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do besides reading cases"),
        required=False,
        choices=[(one.code, one.label) for one in SCOPES.values() if one.code != READ],
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Never more than you may do yourself. A key that records contracts is valid for 90 days at most."
        ),
    )
    days = forms.TypedChoiceField(label=_("Valid for"), coerce=int, choices=DAYS, initial=90)

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.pk, chosen(one, "name")[0]) for one in organisations]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]
