"""Refusals of this room in words that say what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianqiao.core.workflow import Refusal

REFUSALS: dict[str, str | Promise] = {
    "not_allowed": gettext_lazy("You may not do this."),
    "wrong_state": gettext_lazy("Somebody has decided this meanwhile. Look at it again."),
    "changed_meanwhile": gettext_lazy("Somebody changed this meanwhile. Look at it again before you decide."),
    "reason_required": gettext_lazy("Please give a reason; the other side reads it."),
    "agency_unfit": gettext_lazy("A mandate goes from an organisation to a service agency."),
    "no_act": gettext_lazy("Choose at least one thing that the agency may do."),
    "act_unknown": gettext_lazy("A mandate cannot allow this."),
    "day_has_passed": gettext_lazy("This day has passed. Choose today or a later day."),
    "days_wrong": gettext_lazy("The last day lies before the first."),
    "too_long": gettext_lazy("A mandate lasts %(detail)s days at most. Give it anew afterwards."),
    "notice_too_long": gettext_lazy("At most %(detail)s days of notice."),
    "fee_wrong": gettext_lazy(
        "Give the fee as an amount or as a percentage up to 100, with at most two decimals."
    ),
    "record_unknown": gettext_lazy("These are not records of your organisation."),
}
# Where a refusal belongs to a field of a form.
FIELDS = {
    "agency_unfit": "agency",
    "no_act": "acts",
    "act_unknown": "acts",
    "day_has_passed": "ends_on",
    "days_wrong": "ends_on",
    "too_long": "ends_on",
    "notice_too_long": "notice_days",
    "fee_wrong": "fee_amount",
    "record_unknown": "records",
    "reason_required": "reason",
}


def in_words(refusal: Refusal) -> str:
    found = REFUSALS.get(refusal.code)
    if found is None:
        return _("This was not done: %(code)s.") % {"code": refusal.code}
    return str(found) % {"detail": refusal.detail}
