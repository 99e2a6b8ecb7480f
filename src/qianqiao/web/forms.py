"""Forms of the shell: only the one that the gallery shows."""

from django import forms
from django.utils.translation import gettext_lazy as _

MODES = (
    ("transfer", _("Transfer")),
    ("licence", _("Licence")),
    ("joint_development", _("Joint development")),
)


class GalleryForm(forms.Form):
    """One field of each shape, the first with an error."""

    title = forms.CharField(
        label=_("Title"), help_text=_("One line that an engineer would search for."), max_length=80
    )
    kind = forms.ChoiceField(label=_("Way of working together"), choices=MODES, required=False)
    deadline = forms.DateField(
        label=_("Needed by"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    text = forms.CharField(label=_("Problem"), max_length=400, widget=forms.Textarea(attrs={"rows": 4}))
    modes = forms.MultipleChoiceField(
        label=_("Ways that suit you"), choices=MODES, required=False, widget=forms.CheckboxSelectMultiple
    )
    public = forms.BooleanField(label=_("Show the summary to everybody"), required=False)
