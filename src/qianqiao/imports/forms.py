"""The first page of the wizard."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qianqiao.core.actor import Actor
from qianqiao.imports.domain.runs import DEFAULT_SOURCE
from qianqiao.imports.kinds import KINDS
from qianqiao.imports.policies import IMPORT
from qianqiao.organisations.models import Organisation

if TYPE_CHECKING:
    _OrganisationChoice = forms.ModelChoiceField[Organisation]
else:
    _OrganisationChoice = forms.ModelChoiceField


class OrganisationField(_OrganisationChoice):
    """Names organisations in the reader's language."""

    def label_from_instance(self, obj: Organisation) -> str:
        return (obj.name_en or obj.name) if get_language() == "en" else obj.name


class UploadForm(forms.Form):
    """Kind, file and for whom; operators may also import for no organisation in particular."""

    kind = forms.ChoiceField(label=_("What does the file hold?"), widget=forms.RadioSelect)
    file = forms.FileField(label=_("File"), error_messages={"empty": _("The file is empty.")})
    organisation = OrganisationField(
        label=_("On behalf of"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("as stated in each row"),
        help_text=_("Stands in where a row names no owner."),
    )
    source = forms.CharField(
        label=_("Name of the source"),
        max_length=60,
        required=False,
        help_text=_("Give another name where two systems use the same numbers for different records."),
    )
    create_organisations = forms.BooleanField(
        label=_("Create organisations that are not known yet"), required=False
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [
            (name, kind.label) for name, kind in KINDS.items() if actor.is_operator or name != "organisations"
        ]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        own = Organisation.objects.filter(pk__in=actor.organisations_where(IMPORT)).order_by("name")
        place = self.fields["organisation"]
        place.queryset = own  # type: ignore[attr-defined]
        if not actor.is_operator:
            place.required = True
            place.empty_label = None  # type: ignore[attr-defined]
            del self.fields["create_organisations"]
        elif not own:
            del self.fields["organisation"]

    def clean_source(self) -> str:
        return str(self.cleaned_data["source"]).strip() or DEFAULT_SOURCE
