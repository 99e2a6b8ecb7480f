"""The sentences of this room's notices, to-dos and log entries, registered when the app is ready."""

from django.utils.translation import gettext_lazy as _

from qianqiao.core import audit_texts
from qianqiao.notices.texts import register

CONFIRM, LOOK = _("Confirm"), _("Look at it")

register("records.todo.expiring", _("%(number)s expires after %(day)s: is it still true?"), CONFIRM)
register("records.todo.expiring_many", _("%(count)s records expire, the first after %(day)s: are they still true?"), CONFIRM)  # fmt: skip
register("records.todo.demand_solved", _("Is the demand %(number)s solved? It is closed after %(day)s."), _("Answer"))  # fmt: skip
register("records.todo.expert_left", _("Has the expert %(number)s left? The record is retired after %(day)s."), _("Answer"))  # fmt: skip
register("records.expiring", _("%(number)s expires after %(day)s: is it still true?"), CONFIRM)
register("records.expiring_many", _("%(count)s records expire, the first after %(day)s: are they still true?"), CONFIRM)  # fmt: skip
register("records.todo.own_expiring", _("Your own expert record %(number)s expires after %(day)s: is it still true?"), CONFIRM)  # fmt: skip
register("records.todo.kept_expiring", _("%(organisation)s: %(number)s expires after %(day)s: is it still true?"), CONFIRM)  # fmt: skip
register("records.todo.kept_expiring_many", _("%(organisation)s: %(count)s records expire, the first after %(day)s: are they still true?"), CONFIRM)  # fmt: skip
register("records.kept", _("%(agency)s confirmed %(number)s in your name: it is still true."), LOOK)
register(
    "records.kept_many",
    _("%(agency)s confirmed %(count)s records in your name, among them %(number)s."),
    LOOK,
)
register("records.kept_back", _("%(agency)s took its confirmation of %(number)s back."), LOOK)
register("records.kept_back_many", _("%(agency)s took its confirmation of %(count)s records back, among them %(number)s."), LOOK)  # fmt: skip
register("records.retired_many", _("%(count)s records were retired, among them %(number)s."), LOOK)
for code, says in (
    ("expired", _("%(number)s has expired: nobody confirmed it. One click brings it back until %(day)s.")),
    ("patent_ended", _("%(number)s was retired: the patent right has ended. One click brings it back until %(day)s.")),
    ("patent_invalid", _("%(number)s was retired: the patent was declared invalid. One click brings it back until %(day)s.")),
    ("patent_refused", _("%(number)s was retired: the application was refused or withdrawn. One click brings it back until %(day)s.")),
    ("patent_term_over", _("%(number)s was retired: the term of the patent is over. One click brings it back until %(day)s.")),
    ("demand_solved", _("%(number)s was closed: the demand has been solved. One click brings it back until %(day)s.")),
    ("expert_left", _("%(number)s was retired: the expert has left. One click brings it back until %(day)s.")),
    ("member_left", _("%(number)s was retired: the expert has left. One click brings it back until %(day)s.")),
):  # fmt: skip
    register(f"records.retired.{code}", says, LOOK)

for action, told in (
    ("catalogue.proven_alive", _("%(who)s noted that an answer in a case proved %(subject)s alive.")),
    ("demands.proven_alive", _("%(who)s noted that an answer in a case proved %(subject)s alive.")),
    ("catalogue.renewal_taken_back", _("%(who)s took the renewal of %(subject)s back.")),
    ("demands.renewal_taken_back", _("%(who)s took the renewal of %(subject)s back.")),
):
    audit_texts.register(action, told)
