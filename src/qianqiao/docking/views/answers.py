"""Refusals in words, and the way back to a case."""

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianqiao.core.private_files import FileRejected
from qianqiao.core.workflow import Refusal

REFUSALS: dict[str, str | Promise] = {
    "not_allowed": gettext_lazy("Your role does not allow this here."),
    "wrong_state": gettext_lazy("The case is in another state by now. Look at it again before you decide."),
    "changed_meanwhile": gettext_lazy(
        "Somebody changed the case meanwhile. Look at it again before you decide."
    ),
    "reasons_missing": gettext_lazy("Choose at least one reason."),
    "reason_unknown": gettext_lazy("This reason is not on the list."),
    "reason_required": gettext_lazy("Please give a reason."),
    "text_missing": gettext_lazy("Please say it in words."),
    "text_too_long": gettext_lazy("The text is too long: at most %(detail)s characters."),
    "too_many_files": gettext_lazy("At most %(detail)s files in one message."),
    "reach_missing": gettext_lazy("Please say how you can be reached."),
    "wish_missing": gettext_lazy("Choose at least one next step."),
    "nothing_named": gettext_lazy("Name the demand or the offer that it is about."),
    "not_your_record": gettext_lazy("One of the two records must belong to your organisation."),
    "record_not_published": gettext_lazy("%(detail)s is not published at present."),
    "same_organisation": gettext_lazy("Both records belong to the same organisation."),
    "open_case_exists": gettext_lazy("An open case between you stands already: %(detail)s."),
    "kind_unknown": gettext_lazy("This type of agreement does not fit here."),
    "title_missing": gettext_lazy("Please give the agreement's title."),
    "signed_in_future": gettext_lazy("The day of signing lies in the future."),
    "ends_before_signing": gettext_lazy("The agreement ends before it was signed."),
    "amount_negative": gettext_lazy("An amount is not negative."),
    "amount_missing": gettext_lazy("Please give the amount in yuan."),
    "first_above_contract": gettext_lazy("The first payment is more than the contract amount."),
    "received_in_future": gettext_lazy("This day lies in the future."),
    "received_before_signing": gettext_lazy("This day lies before the agreement was signed."),
    "meeting_in_past": gettext_lazy("This time has passed."),
    "meeting_length": gettext_lazy("A meeting lasts from 5 minutes to 12 hours."),
    "place_missing": gettext_lazy("Please give a place or a link."),
    "answered_already": gettext_lazy("This meeting has been answered already."),
    "clock_not_running": gettext_lazy("This clock does not run any more."),
    "already_paused": gettext_lazy("This clock is paused already."),
    "not_paused": gettext_lazy("This clock is not paused."),
    "pause_in_past": gettext_lazy("A pause ends on a later day than today."),
    "pause_too_long": gettext_lazy("At most %(detail)s working days of pause are left."),
    "not_a_colleague": gettext_lazy("Choose a colleague of your organisation."),
    "days_in_disorder": gettext_lazy("The last day lies before the first."),
    "days_in_past": gettext_lazy("These days have passed."),
    "too_many_days": gettext_lazy("A deputy stands in for at most 180 days."),
    "days_overlap": gettext_lazy("You have named a deputy for some of these days already."),
    # files
    "too_large": gettext_lazy("The file is larger than %(detail)s MB."),
    "empty": gettext_lazy("The file is empty."),
    "kind_unknown_file": gettext_lazy("This kind of file is not taken."),
    "name_misleads": gettext_lazy("The file's name does not fit what it holds."),
    "infected": gettext_lazy("The virus scanner found something harmful in this file. It was not kept."),
    "not_scanned": gettext_lazy(
        "The file could not be checked for viruses, so it was not kept. Try again later or tell the operator."
    ),
}


def in_words(refusal: Refusal | FileRejected) -> str:
    """What stood against it, for the person who tried."""
    code = refusal.code
    if isinstance(refusal, FileRejected) and code == "kind_unknown":
        code = "kind_unknown_file"
    told = REFUSALS.get(code, _("This was not done: %(code)s.") % {"code": code})
    return str(told) % {"detail": refusal.detail} if "%(detail)s" in str(told) else str(told)


def back(number: str, anchor: str = "") -> HttpResponse:
    response = HttpResponseRedirect(f"/cases/{number}{anchor}")
    response.status_code = 303
    return response
