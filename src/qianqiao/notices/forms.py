"""How I am told: one choice per topic, and the language of the mails."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qianqiao.notices.models import LANGUAGES
from qianqiao.notices.topics import TOPICS, Mail


class MailForm(forms.Form):
    """One group of choices per topic; field names are the topics' codes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic in TOPICS.values():
            self.fields[topic.code] = forms.ChoiceField(
                label=topic.label, help_text=str(topic.says), choices=Mail.choices, widget=forms.RadioSelect
            )
        self.fields["language"] = forms.ChoiceField(label=_("Language of the e-mails"), choices=LANGUAGES)
