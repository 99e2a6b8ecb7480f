"""Sentences of what rooms write into the log outside flows; a room with more to tell registers its own."""

from django.utils.translation import gettext_lazy as _

from qianqiao.core import audit_texts

SAYS = {
    "organisations.records_written": _("%(who)s wrote organisations from %(subject)s: %(records)s"),
    "organisations.member_added": _("%(who)s added a person to %(subject)s with the roles %(roles)s."),
    "catalogue.records_written": _("%(who)s wrote records from %(subject)s: %(records)s"),
    "catalogue.edited": _("%(who)s changed %(subject)s: %(keys)s"),
    "demands.records_written": _("%(who)s wrote demands from %(subject)s: %(records)s"),
    "demands.edited": _("%(who)s changed %(subject)s: %(keys)s"),
    "duplicates.kept_apart": _("%(who)s decided that %(numbers)s are different things."),
    "duplicates.same": _("%(who)s decided that %(numbers)s are the same and kept %(kept)s."),
    "matching.judged": _("%(who)s judged the match of %(subject)s and %(offer)s: %(verdict)s %(reason)s"),
    "matching.judgement_withdrawn": _("%(who)s took back the judgement on %(subject)s and %(offer)s."),
    "notices.webhook_added": _("%(who)s added the webhook “%(name)s” to %(subject)s."),
    "notices.webhook_paused": _("%(who)s paused the webhook “%(name)s” of %(subject)s."),
    "notices.webhook_resumed": _("%(who)s let the webhook “%(name)s” of %(subject)s go on."),
    "notices.webhook_removed": _("%(who)s removed the webhook “%(name)s” from %(subject)s."),
    "oversight.account_erased": _("%(who)s had the account %(subject)s erased."),
}

for action, says in SAYS.items():
    audit_texts.register(action, says)
