"""How I am told: one choice per topic, and the language of the mails."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianqiao.notices.models import LANGUAGES, Webhook
from qianqiao.notices.topics import TOPICS, Mail


class LanguageSelect(forms.Select):
    """Each language by its own name, marked as that language."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["lang"] = "zh-Hans" if str(value).startswith("zh") else "en"
        return option


class MailForm(forms.Form):
    """One group of choices per topic; field names are the topics' codes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic in TOPICS.values():
            self.fields[topic.code] = forms.ChoiceField(
                label=str(topic.label),
                help_text=str(topic.says),
                choices=Mail.choices,
                widget=forms.RadioSelect,
            )
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of the e-mails"), choices=LANGUAGES, widget=LanguageSelect
        )


class WebhookForm(forms.Form):
    """A new webhook of an organisation."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("So that colleagues know which group it is.")
    )
    form = forms.ChoiceField(label=_("What receives it"), choices=Webhook.Form.choices)
    address = forms.CharField(
        label=_("Webhook address"),
        max_length=500,
        help_text=_("As the group robot shows it. Only https, only public addresses."),
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    secret = forms.CharField(
        label=_("Signing secret"),
        max_length=200,
        required=False,
        help_text=_(
            "DingTalk and Feishu show it with “signature”; WeCom has none. For signed JSON choose at least 16 characters."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the messages"), choices=LANGUAGES, widget=LanguageSelect
    )
