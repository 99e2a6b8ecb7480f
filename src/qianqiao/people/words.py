"""Refusals of this room in words that say what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianqiao.core.texts import listed
from qianqiao.core.workflow import Refusal
from qianqiao.organisations.roles import roles
from qianqiao.people.forms import role_language

REFUSALS: dict[str, str | Promise] = {
    "not_allowed": gettext_lazy("You may not do this."),
    "wrong_state": gettext_lazy("Somebody has decided this meanwhile. Look at it again."),
    "changed_meanwhile": gettext_lazy("Somebody changed this meanwhile. Look at it again before you decide."),
    "reason_required": gettext_lazy("Please give a reason; the person reads it."),
    "already_member": gettext_lazy("This person is a member already."),
    "already_asked": gettext_lazy("You have asked already. The administrators have it on their list."),
    "already_invited": gettext_lazy(
        "An invitation to this address is open. Take it back before you send another."
    ),
    "too_many": gettext_lazy("Too many invitations are open. Take back some that nobody answers."),
    "no_role": gettext_lazy("Choose at least one role."),
    "region_unknown": gettext_lazy("There is no such region."),
    "region_outside": gettext_lazy("This region does not belong to the authority's own."),
    "day_has_passed": gettext_lazy("This day has passed. Choose today or a later day."),
    "too_long": gettext_lazy("Roles are lent for a year at most."),
    "already_lent": gettext_lazy("You lend roles to this person already. End that loan first."),
    "borrower_unfit": gettext_lazy("Roles are lent to another member of the organisation."),
    "successor_unfit": gettext_lazy("A successor is another member of the organisation."),
    "last_administrator": gettext_lazy(
        "An organisation keeps one administrator without a last day. Make somebody else administrator first."
    ),
    "other_address": gettext_lazy(
        "The invitation went to another address. Sign in with the account that has it."
    ),
    "lapsed": gettext_lazy("The invitation has lapsed. Ask for a new one."),
    "code_differs": gettext_lazy("The code differs from the one that the platform has on file."),
    "code_taken": gettext_lazy("Another organisation on the platform has this code."),
    "file_empty": gettext_lazy("The file is empty."),
    "file_too_large": gettext_lazy("The file is larger than 10 MB. Scan it with fewer colours or pages."),
    "file_type_unknown": gettext_lazy(
        "The file is not a PDF, PNG or JPEG. Its content decides, not its name."
    ),
    "infected": gettext_lazy("The virus scanner found something harmful in this file. It was not kept."),
    "not_scanned": gettext_lazy(
        "The file could not be checked for viruses, so it was not kept. Try again later or tell the operator."
    ),
}
# Where a refusal belongs to a field of a form.
FIELDS = {
    "reason_required": "reason",
    "already_member": "email",
    "already_invited": "email",
    "no_role": "roles",
    "role_not_for_kind": "roles",
    "role_not_held": "roles",
    "region_unknown": "region",
    "region_outside": "region",
    "borrower_unfit": "to",
    "already_lent": "to",
    "too_long": "ends_on",
    "successor_unfit": "successor",
    "successor_required": "successor",
    "code_differs": "code",
    "code_taken": "code",
    "file_empty": "document",
    "file_too_large": "document",
    "file_type_unknown": "document",
    "infected": "document",
    "not_scanned": "document",
}


def in_words(refusal: Refusal) -> str:
    """What stood against it, for the person who tried."""
    if refusal.code == "successor_required":
        return _("Open to-dos of this person: %(count)s. Say who takes over.") % {"count": refusal.detail}
    if refusal.code in {"role_not_for_kind", "role_not_held"}:
        known, lang = roles(), role_language()
        codes = [code.strip() for code in refusal.detail.split(",")]
        names = listed(known[code].label(lang) if code in known else code for code in codes)
        if refusal.code == "role_not_held":
            return _("You do not hold this role yourself: %(names)s.") % {"names": names}
        return _("This kind of organisation has no such role: %(names)s.") % {"names": names}
    return str(REFUSALS.get(refusal.code, _("This was not done: %(code)s.") % {"code": refusal.code}))
