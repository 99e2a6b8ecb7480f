"""The sentences of this room's notices and to-dos, registered when the app is ready."""

from django.utils.translation import gettext_lazy as _

from qianqiao.notices.texts import register

OPEN = _("Open the mandate")
for code, says, act in (
    ("mandates.offered", _("%(organisation)s offers %(agency)s a mandate (%(number)s)."), _("Answer")),
    ("mandates.todo.answer", _("Answer the mandate of %(organisation)s (%(number)s)."), _("Answer")),
    ("mandates.accept", _("%(agency)s has accepted the mandate of %(organisation)s (%(number)s)."), OPEN),
    (
        "mandates.decline",
        _("%(agency)s has declined the mandate of %(organisation)s (%(number)s): %(reason)s"),
        OPEN,
    ),
    ("mandates.withdraw", _("%(organisation)s has taken back the mandate %(number)s."), OPEN),
    (
        "mandates.give_notice",
        _("The mandate %(number)s of %(organisation)s for %(agency)s ends after %(day)s: %(reason)s"),
        OPEN,
    ),
    ("mandates.expire", _("The mandate %(number)s of %(organisation)s for %(agency)s has ended."), OPEN),
    ("mandates.lapse", _("The mandate %(number)s for %(agency)s has lapsed without an answer."), OPEN),
):
    register(code, says, act)
