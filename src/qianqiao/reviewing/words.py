"""Why a record was not let out with the others, in one sentence each."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianqiao.core.workflow import Refusal

REFUSALS: dict[str, str | Promise] = {
    "unknown": gettext_lazy("there is no such record"),
    "not_allowed": gettext_lazy("others decide about it"),
    "wrong_state": gettext_lazy("it does not wait for the platform's check any more"),
    "changed_meanwhile": gettext_lazy("somebody changed it meanwhile; look at it again"),
    "comments_open": gettext_lazy("it was returned before; look whether the comments were heard"),
    "needs_colleague": gettext_lazy("you wrote it, so somebody else decides"),
    "required_fields_missing": gettext_lazy("required fields are empty"),
    "validity_has_passed": gettext_lazy("its validity date lies in the past"),
}


def in_words(refusal: Refusal) -> str:
    found = REFUSALS.get(refusal.code)
    return str(found) if found is not None else _("This was not done: %(code)s.") % {"code": refusal.code}
