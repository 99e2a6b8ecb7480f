"""What a list of matches rests on, in words: which comparisons counted, and which service did not answer."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from qianqiao.core.texts import in_chinese
from qianqiao.matching.domain.runs import Found
from qianqiao.matching.engine.learning.model import LEARNED

# What `compared_by` names, as people read it; other models keep their own names.
NAMES: dict[str, str | Promise] = {
    "words": pgettext_lazy("compared by", "words"),
    "structure": pgettext_lazy("compared by", "conditions"),
    "use-m3": "USE",
    "e5-small": "e5",
    "folder": pgettext_lazy("compared by", "the site's own model"),
    "endpoint": pgettext_lazy("compared by", "a model service"),
    "rerank": pgettext_lazy("compared by", "a second opinion"),
}
_SERVICES = {"endpoint", "rerank"}
# Present even where nothing has a vector: they say nothing about text models.
_WITHOUT_MODELS = {"words", "structure"}


def compared_line(found: Found) -> str:
    """What the scores of this list used; empty where there are no matches."""
    return _("Compared by %(list)s.") % {"list": listed(found.compared_by)} if found.compared_by else ""


def unreachable_line(found: Found) -> str:
    """Which models should have spoken and could not, and what the list rests on instead; empty where all spoke."""
    if not found.unreachable:
        return ""
    if set(found.unreachable) <= _SERVICES:
        told = _("The model service could not be reached.")
    else:
        told = _("Not every text model answered (%(list)s missing).") % {"list": listed(found.unreachable)}
    if {name for name in found.compared_by if not name.startswith(LEARNED)} <= _WITHOUT_MODELS:
        rest = _("Compared by words only; look again in a minute for the full comparison.")
    else:
        rest = _("Compared without it; look again in a minute for the full comparison.")
    return f"{told}{'' if in_chinese() else ' '}{rest}"


def listed(names: Iterable[str]) -> str:
    """The names in a row, in the page's language."""
    return ("、" if in_chinese() else ", ").join(_told(name) for name in names)


def _told(name: str) -> str:
    if name.startswith(LEARNED):
        return _("learned ranking %(name)s") % {"name": name.removeprefix(LEARNED)}
    return str(NAMES.get(name, name))
