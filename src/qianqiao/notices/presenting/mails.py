"""Notices as mails in the person's language, plain and as HTML, each with the way to stop them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qianqiao.core import config
from qianqiao.core.texts import language_tag
from qianqiao.notices import texts
from qianqiao.notices.links import stop_address
from qianqiao.notices.models import MailDigest, MailLanguage, Notice
from qianqiao.notices.topics import Topic, topic_of
from qianqiao.organisations.models import User

DEFAULT_LANGUAGE = "zh-hans"


@dataclass(frozen=True, slots=True)
class Line:
    """One notice in a mail."""

    text: str
    url: str
    act: str


@dataclass(frozen=True, slots=True)
class Section:
    """The notices of one topic, and the link that stops them."""

    label: str | Promise
    stop_url: str
    lines: tuple[Line, ...]


def language_of(user: User) -> str:
    """The language in which a person gets mails."""
    chosen = MailLanguage.objects.filter(user=user).first()
    return chosen.language if chosen is not None else DEFAULT_LANGUAGE


def notice_mail(notice: Notice) -> EmailMultiAlternatives:
    """A mail about one thing; the Message-ID is the notice's own, so that a copy is known as one."""
    with _in_language_of(notice.user):
        line = _line(notice)
        section = _section(notice.user, topic_of(notice.code), [notice])
        return _mail(notice.user, f"notice-{notice.pk}", line.text, [section])


def digest_mail(digest: MailDigest, notices: Sequence[Notice]) -> EmailMultiAlternatives:
    """One mail about everything of a day, by topic."""
    with _in_language_of(digest.user):
        topics = {topic.code: topic for topic in map(topic_of, (notice.code for notice in notices))}
        sections = [
            _section(digest.user, topic, [one for one in notices if topic_of(one.code) == topic])
            for topic in topics.values()
        ]
        count = len(notices)
        heading = ngettext("%(count)d notice", "%(count)d notices", count) % {"count": count}
        return _mail(digest.user, f"daily-{digest.pk}-{digest.day.isoformat()}", heading, sections)


@contextmanager
def _in_language_of(user: User) -> Iterator[None]:
    with translation.override(language_of(user)):
        yield


def _line(notice: Notice) -> Line:
    url = f"{config.site_address()}/my/notices/{notice.pk}" if notice.address else ""
    return Line(texts.sentence(notice.code, notice.params), url, texts.act(notice.code) or _("Open"))


def _section(user: User, topic: Topic, notices: Sequence[Notice]) -> Section:
    return Section(topic.label, stop_address(user.pk, topic.code), tuple(_line(one) for one in notices))


def _mail(user: User, name: str, heading: str, sections: Sequence[Section]) -> EmailMultiAlternatives:
    # a mail header ends at a line break: what came from a file name or a form must not begin a new one
    heading = " ".join(heading.split())
    context = {
        "heading": heading,
        "sections": sections,
        "alone": len(sections) == 1 and len(sections[0].lines) == 1,
        "site": config.site_address(),
        "lang": language_tag(),
        "sample_data": config.is_sample_site(),
    }
    host = config.site_address().partition("://")[2].partition(":")[0]
    headers = {"Message-ID": f"<{name}@{host}>", "Auto-Submitted": "auto-generated"}
    if len(sections) == 1:
        headers["List-Unsubscribe"] = f"<{sections[0].stop_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(
        subject=f"{heading} · {_('Qianqiao')}",
        body=render_to_string("notices/mail/told.txt", context),
        to=[user.email],
        headers=headers,
    )
    mail.attach_alternative(render_to_string("notices/mail/told.html", context), "text/html")
    return mail
