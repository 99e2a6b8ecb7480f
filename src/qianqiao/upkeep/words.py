"""Why a record was retired, and why something was not done, in one sentence each."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianqiao.core.workflow import Refusal

REASONS: dict[str, str | Promise] = {
    "expired": gettext_lazy("Nobody confirmed it before its validity was over."),
    "patent_ended": gettext_lazy("The patent right has ended."),
    "patent_invalid": gettext_lazy("The patent was declared invalid."),
    "patent_refused": gettext_lazy("The application was refused or withdrawn."),
    "patent_term_over": gettext_lazy("The term of the patent is over."),
    "demand_solved": gettext_lazy("The demand has been solved."),
    "expert_left": gettext_lazy("The expert has left the organisation."),
    "member_left": gettext_lazy("The expert has left the organisation."),
}
QUESTIONS: dict[str, str | Promise] = {
    "demand_solved": gettext_lazy("A case says that this demand is solved. Is it?"),
    "expert_left": gettext_lazy(
        "A member of this name has left the organisation. Does the expert still serve?"
    ),
}
ANSWERS: dict[str, tuple[str | Promise, str | Promise]] = {
    "demand_solved": (gettext_lazy("Solved: close it"), gettext_lazy("Still open")),
    "expert_left": (gettext_lazy("Has left: retire it"), gettext_lazy("Still serves")),
}
REFUSALS: dict[str, str | Promise] = {
    "not_allowed": gettext_lazy("you may not change it"),
    "wrong_state": gettext_lazy("it is neither published nor expired"),
    "changed_meanwhile": gettext_lazy("somebody changed it meanwhile"),
    "required_fields_missing": gettext_lazy("required fields are empty; fill them first"),
    "undo_is_over": gettext_lazy("the time for taking it back is over"),
    "question_open": gettext_lazy("its organisation is asked about it and answers first"),
    "retired_for_cause": gettext_lazy("it was retired for a cause; its organisation brings it back"),
    "unknown": gettext_lazy("there is no such record"),
}


def reason(code: str) -> str:
    return str(REASONS.get(code, code))


def in_words(refusal: Refusal) -> str:
    found = REFUSALS.get(refusal.code)
    return str(found) if found is not None else _("This was not done: %(code)s.") % {"code": refusal.code}
