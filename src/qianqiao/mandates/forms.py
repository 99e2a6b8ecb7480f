"""Forms of a mandate. What they cannot know is refused by the domain, in words."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianqiao.core import clock
from qianqiao.core.forms.fields import MoneyField
from qianqiao.mandates.domain.giving import MandateTerms
from qianqiao.mandates.limits import limits
from qianqiao.mandates.models import Mandate
from qianqiao.people.forms import DayField, NamesSelect


class MandateForm(forms.Form):
    agency = forms.ChoiceField(label=_("Service agency"), widget=NamesSelect)
    acts = forms.MultipleChoiceField(
        label=_("What it may do in your name"),
        choices=Mandate.Act.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It always sees the cases it carries. Recording and signing agreements stays with you."),
    )
    records = forms.MultipleChoiceField(
        label=_("For which records"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Choose none and the mandate covers all your records, also later ones, and cases that are "
            "already open. Your private notes from before the mandate stay yours."
        ),
    )
    reads_sealed = forms.BooleanField(
        label=_("It may read the sealed text of demands in its cases"),
        required=False,
        help_text=_("Each reading is noted in your log."),
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    notice_days = forms.IntegerField(
        label=_("Days of notice"),
        min_value=0,
        help_text=_(
            "How long the mandate still holds after either side gives notice; 0 ends it with that day."
        ),
    )
    fee_amount = MoneyField(label=_("Fee in yuan"))
    fee_percent = forms.DecimalField(
        label=_("Or fee in per cent of the contract"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
    )
    fee_text = forms.CharField(
        label=_("Words on the fee"),
        required=False,
        max_length=300,
        help_text=_("When it is due, what it covers. The platform notes the fee and moves no money."),
    )

    def __init__(
        self, *args: Any, agencies: Sequence[tuple[str, str]], own: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        today = clock.today()
        usual = limits()
        last = today + timedelta(days=usual.usual_days - 1)
        first = {"starts_on": today, "ends_on": last, "notice_days": usual.usual_notice}
        super().__init__(*args, **{"initial": first, **kwargs})
        self.fields["agency"].choices = agencies  # type: ignore[attr-defined]
        self.fields["records"].choices = own  # type: ignore[attr-defined]
        if not own:
            del self.fields["records"]

    def terms(self) -> MandateTerms:
        told = self.cleaned_data
        return MandateTerms(
            acts=told["acts"],
            starts_on=told["starts_on"],
            ends_on=told["ends_on"],
            records=told.get("records", []),
            reads_sealed=told["reads_sealed"],
            notice_days=told["notice_days"],
            fee_amount=told["fee_amount"],
            fee_percent=told["fee_percent"],
            fee_text=told["fee_text"],
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The other side reads it."),
    )
