"""Forms of a case: the expression of interest, answers, agreements, messages, meetings, pauses, deputies."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianqiao.agreements.models import Agreement
from qianqiao.core.clock import SHANGHAI
from qianqiao.core.forms import fields
from qianqiao.core.private_files import SUFFIXES
from qianqiao.docking.domain.steps import REASONS
from qianqiao.docking.models import Wish
from qianqiao.organisations.models import User

LARGEST_HINT = _("At most 20 MB: PDF, Word, Excel, PowerPoint, OFD, ZIP, pictures or text.")
ACCEPT = ",".join(SUFFIXES)


def _file(label: Any) -> forms.FileField:
    widget = forms.FileInput(attrs={"accept": ACCEPT})
    return forms.FileField(label=label, required=False, widget=widget, help_text=LARGEST_HINT)


class InterestForm(forms.Form):
    """The standard short form."""

    organisation = forms.TypedChoiceField(label=_("In the name of"), coerce=int)
    own = forms.ChoiceField(label=_("Which of your records is it about?"), required=False)
    text = fields.long_text(
        label=_("What do you need or offer?"),
        max_length=2000,
        rows=5,
        required=True,
        help_text=_("A few plain sentences. No trade secrets yet: a confidentiality agreement comes later."),
    )
    wishes = forms.MultipleChoiceField(
        label=_("What would you like next?"), choices=Wish.choices, widget=forms.CheckboxSelectMultiple
    )
    reach = fields.line(
        label=_("How can you be reached?"),
        max_length=300,
        required=True,
        help_text=_("Name, telephone or e-mail. Only the other side sees it."),
    )

    def __init__(
        self,
        *args: Any,
        organisations: Sequence[tuple[int, str]],
        own: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choose(organisations, own)

    def choose(self, organisations: Sequence[tuple[int, str]], own: Sequence[tuple[str, str]]) -> None:
        """Leaves out what has one answer or none."""
        organisation, record = self.fields["organisation"], self.fields["own"]
        organisation.choices = list(organisations)  # type: ignore[attr-defined]
        if len(organisations) == 1:
            organisation.widget = forms.HiddenInput()
            organisation.initial = organisations[0][0]
        if own:
            record.choices = [("", _("none of them")), *own]  # type: ignore[attr-defined]
        else:
            del self.fields["own"]


class AcceptForm(forms.Form):
    reach = fields.line(
        label=_("How can you be reached?"),
        max_length=300,
        required=True,
        help_text=_("Shown to the other side when the contact is opened."),
    )


class ReasonForm(forms.Form):
    """At least one coded reason; the domain checks it again for every other way in."""

    reasons = forms.MultipleChoiceField(
        label=_("Why not?"),
        choices=fields.explained_words(REASONS),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose at least one: the other side learns from it, and so does the matching."),
    )
    text = fields.long_text(
        label=_("In your own words"),
        max_length=1000,
        rows=3,
        help_text=_("Needed with “Other”. Only the other side reads it."),
    )


class ConfidentialityForm(forms.Form):
    title = fields.line(label=_("Title of the agreement"), max_length=200, required=True)
    signed_on = fields.date_field(label=_("Signed on"), required=True)
    ends_on = fields.date_field(label=_("Valid until"))
    copy = _file(_("Signed copy"))


class AgreementForm(ConfidentialityForm):
    kind = forms.ChoiceField(
        label=_("Type of agreement"),
        choices=[choice for choice in Agreement.Kind.choices if choice[0] != Agreement.Kind.CONFIDENTIALITY],
    )
    amount_contract = fields.MoneyField(
        label=_("Contract amount (yuan)"), help_text=_("0 where no money is owed.")
    )
    amount_first = fields.MoneyField(label=_("First payment (yuan)"))
    field_order = ("kind", "title", "signed_on", "ends_on", "amount_contract", "amount_first", "copy")


class PayForm(forms.Form):
    amount = fields.MoneyField(label=_("Amount received (yuan)"))
    received_on = fields.date_field(label=_("Received on"), required=True)


class MessageForm(forms.Form):
    text = fields.long_text(label=_("Message"), max_length=5000, rows=4)
    file = _file(_("Attachment"))


class NoteForm(forms.Form):
    text = fields.long_text(label=_("Note for your own side"), max_length=5000, rows=2, required=True)


class ReportForm(forms.Form):
    text = fields.long_text(
        label=_("How does the agreement go?"),
        max_length=5000,
        rows=4,
        required=True,
        help_text=_("What was delivered, what was paid, what is stuck."),
    )


class MeetingForm(forms.Form):
    """Time is China's."""

    day = fields.date_field(label=_("Day"), required=True)
    hour = forms.TimeField(
        label=_("Time in China"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=720, initial=60)
    place = fields.line(label=_("Place or link"), max_length=300, required=True)
    about = fields.line(label=_("Subject"), max_length=300)

    def starts_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"], tzinfo=SHANGHAI)


class PauseForm(forms.Form):
    until = fields.date_field(label=_("Until"), required=True)
    reason = fields.line(
        label=_("Why"), max_length=300, required=True, help_text=_("The other side reads it, with your name.")
    )


class DeputyForm(forms.Form):
    deputy = forms.TypedChoiceField(label=_("Colleague"), coerce=int)
    first_day = fields.date_field(label=_("First day"), required=True)
    last_day = fields.date_field(label=_("Last day"), required=True)

    def __init__(self, *args: Any, colleagues: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].choices = [(one.pk, str(one)) for one in colleagues]  # type: ignore[attr-defined]
