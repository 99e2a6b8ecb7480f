"""Why a link between an account and an expert record was not made or changed, in words that say what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianqiao.core.workflow import Refusal

REFUSALS: dict[str, str | Promise] = {
    "not_allowed": gettext_lazy("You may not do this."),
    "wrong_state": gettext_lazy("Somebody has decided this meanwhile. Look at it again."),
    "changed_meanwhile": gettext_lazy("Somebody changed this meanwhile. Look at it again before you decide."),
    "record_taken": gettext_lazy(
        "This record has a link already, or somebody has asked for one. Speak to the transfer office."
    ),
    "person_taken": gettext_lazy(
        "There is a link with another record of this organisation. It has to be undone first."
    ),
    "record_withdrawn": gettext_lazy("The record has been withdrawn."),
    "not_a_member": gettext_lazy("This person does not belong to the organisation any more."),
    "not_yourself": gettext_lazy(
        "Somebody else proposes your own record to you, or you say that it is yours."
    ),
}


def in_words(refusal: Refusal) -> str:
    found = REFUSALS.get(refusal.code)
    return str(found) if found is not None else _("This was not done: %(code)s.") % {"code": refusal.code}
