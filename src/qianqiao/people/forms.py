"""Forms of members, invitations, loans and verification. What they cannot know is refused by the domain, in words."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qianqiao import reference
from qianqiao.core.texts import in_chinese, language, marked
from qianqiao.organisations.models import Organisation, User
from qianqiao.organisations.roles import Role, roles
from qianqiao.people.domain.terms import Terms

LANGUAGES = (("zh-hans", "中文"), ("en", "English"))


def role_language() -> str:
    """The language key of roles and permissions for the page."""
    return "zh" if in_chinese() else "en"


def role_choices(chosen: Iterable[Role]) -> list[tuple[str, str]]:
    lang = role_language()
    between = "：" if in_chinese() else ": "
    return [(role.code, f"{role.label(lang)}{between}{role.says(lang)}") for role in chosen]


def roles_for(kind: str) -> list[Role]:
    return [role for role in roles().values() if kind in role.kinds]


class NamesSelect(forms.Select):
    """A select whose Chinese names are marked as such on an English page."""

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, label, *args, **kwargs)
        if marked(str(label)) != str(label):
            option["attrs"]["lang"] = "zh-Hans"
        return option


class RolesField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TermsForm(forms.Form):
    """Roles that fit the organisation, position, last day, and a region where an authority divides its work."""

    roles = RolesField(label=_("Roles"))
    title = forms.CharField(label=_("Position"), max_length=120, required=False)
    region = forms.ChoiceField(
        label=_("Region of an officer"),
        required=False,
        help_text=_(
            "Narrows what an authority's officer follows; otherwise the whole region of the authority."
        ),
    )
    valid_until = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: until somebody ends the membership.")
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = role_choices(roles_for(organisation.kind))  # type: ignore[attr-defined]
        places = _regions_below(organisation)
        if places:
            self.fields["region"].choices = [("", _("the whole region")), *places]  # type: ignore[attr-defined]
        else:
            del self.fields["region"]

    def terms(self) -> Terms:
        told = self.cleaned_data
        return Terms(told["roles"], told["title"], told.get("region", ""), told["valid_until"])


def _regions_below(organisation: Organisation) -> list[tuple[str, str]]:
    """The provinces, or the parts of the authority's own region; nothing for other kinds."""
    if organisation.kind != Organisation.Kind.AUTHORITY:
        return []
    if not organisation.region:
        found: Sequence[Any] = reference.regions("province")
    else:
        found = reference.regions(parent=organisation.region)
    return [(one.code, one.name(language())) for one in found]


class InviteForm(TermsForm):
    email = forms.EmailField(label=_("E-mail address"))
    language = forms.ChoiceField(label=_("Language of the mail"), choices=LANGUAGES, widget=NamesSelect)

    field_order = ("email", "roles", "title", "region", "valid_until", "language")


class JoinForm(forms.Form):
    title = forms.CharField(label=_("Your position there"), max_length=120, required=False)
    message = forms.CharField(
        label=_("Words to the administrators"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How they know you: department, office, who can confirm it."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )


class EndForm(ReasonForm):
    """Why a membership ends and who takes over."""

    successor = forms.ChoiceField(
        label=_("Who takes over?"),
        required=False,
        widget=NamesSelect,
        help_text=_("Open to-dos move to this person."),
    )

    field_order = ("successor", "reason")

    def __init__(self, *args: Any, colleagues: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = [("", pgettext_lazy("successor", "nobody"))]
        self.fields["successor"].choices = [*nobody, *person_choices(colleagues)]  # type: ignore[attr-defined]

    def successor_id(self) -> int | None:
        chosen = self.cleaned_data["successor"]
        return int(chosen) if chosen else None


class LendForm(forms.Form):
    to = forms.ChoiceField(label=_("To whom?"), widget=NamesSelect)
    roles = RolesField(label=_("Roles that you lend"))
    ends_on = DayField(label=_("Last day"), help_text=_("At most a year from today; it ends by itself."))
    note = forms.CharField(label=_("Why?"), max_length=200, required=False)

    def __init__(self, *args: Any, colleagues: Sequence[User], held: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [role for role in roles().values() if role.code in held]
        self.fields["to"].choices = person_choices(colleagues)  # type: ignore[attr-defined]
        self.fields["roles"].choices = role_choices(own)  # type: ignore[attr-defined]


def person_choices(people: Iterable[User]) -> list[tuple[str, str]]:
    """People by name, with the address where two share one."""
    listed = list(people)
    names = [str(one) for one in listed]
    return [
        (str(one.pk), str(one) if names.count(str(one)) == 1 else f"{one} ({one.email})") for one in listed
    ]


class VerificationForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=30)
    document = forms.FileField(
        label=_("Document"),
        help_text=_("Business licence or certificate of the institution as PDF, PNG or JPEG, up to 10 MB."),
        error_messages={"empty": _("The file is empty.")},
    )
    note = forms.CharField(
        label=_("Remark"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, code_label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = code_label
