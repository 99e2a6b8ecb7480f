"""Names of the sides, as one reader may know them."""

from django.utils.translation import gettext as _

from qianqiao.core.actor import Actor
from qianqiao.core.texts import chosen
from qianqiao.docking.models import DEMAND, SIDES, DockingCase, other
from qianqiao.docking.sides import SEE, acts_for_side, is_named, side_of


def viewer_of(actor: Actor, case: DockingCase) -> str:
    """The side on which the reader stands; a reader of both sides reads as the demand side, which knows itself."""
    side = side_of(actor, case)
    both = all(acts_for_side(actor, SEE, case, one) for one in SIDES)
    return DEMAND if both else side


def side_name(case: DockingCase, side: str, *, viewer: str) -> str:
    """The organisation's name in the reader's language, or what stands for it."""
    if not is_named(case, side, viewer=viewer):
        return _("the enterprise behind %(number)s") % {"number": case.demand}
    return chosen(case.organisation_of(side), "name")[0]


def counterpart(case: DockingCase, *, viewer: str) -> str:
    """Whom the reader has to do with; both sides for a reader who is neither."""
    if viewer:
        return side_name(case, other(viewer), viewer=viewer)
    return " ↔ ".join(side_name(case, side, viewer="") for side in SIDES)


def reach_of(case: DockingCase, side: str, *, viewer: str) -> str:
    """How to reach a side: what the side that began wrote, for the other at once; the answer's once contact is open."""
    told = side in (viewer, case.started_by) or case.contact_at is not None
    return str(getattr(case, f"{side}_reach")) if viewer and told else ""
