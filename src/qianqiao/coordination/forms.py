"""The form above the funnel: whose, which field, which period, split by what."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from qianqiao import reference
from qianqiao.coordination.periods import period
from qianqiao.coordination.presenting.tables import SPLIT_LABELS, region_name, scope_name
from qianqiao.coordination.reads.splits import splits_for
from qianqiao.coordination.selection import (
    ORGANISATION,
    REGION,
    Selection,
    choosable_regions,
    own_organisations,
)
from qianqiao.core.actor import Actor
from qianqiao.core.texts import chosen, language

Choices = list[tuple[str, Any]]


class FunnelForm(forms.Form):
    """Read by GET, so that every selection has an address; nothing is asked for, and nothing may stay empty."""

    use_required_attribute = False

    of = forms.ChoiceField(label=gettext_lazy("Whose funnel"))
    field = forms.ChoiceField(label=gettext_lazy("Technical field"))
    period = forms.ChoiceField(label=gettext_lazy("Period"))
    by = forms.ChoiceField(label=pgettext_lazy("split", "Split by"))

    def __init__(self, selection: Selection, by: str, *, actor: Actor, years: Sequence[int]) -> None:
        now = {
            "of": selection.scope.value,
            "field": selection.field,
            "period": selection.period.code,
            "by": by,
        }
        super().__init__(initial=now)
        offered = {
            "of": _scopes(selection, actor),
            "field": [("", _("All fields")), *reference.choices("fields", language())],
            "period": _periods(years),
            "by": [(code, SPLIT_LABELS[code]) for code in splits_for(selection)],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]


def _scopes(selection: Selection, actor: Actor) -> Choices:
    found: Choices = [("", _("The whole platform"))]
    own = [(f"{ORGANISATION}:{one.number}", chosen(one, "name")[0]) for one in own_organisations(actor)]
    if own:
        found.append((_("My organisations"), own))
    regions = [(f"{REGION}:{code}", region_name(code)) for code in choosable_regions(actor)]
    if regions:
        found.append((_("Regions"), regions))
    known = {value for _label, group in found[1:] for value, _name in group}
    if selection.scope.value and selection.scope.value not in known:
        found.append((selection.scope.value, scope_name(selection)))
    return found


def _periods(years: Sequence[int]) -> Choices:
    found: Choices = [("", _("All years"))]
    for year in years:
        codes = [str(year), *(f"{year}Q{quarter}" for quarter in (1, 2, 3, 4))]
        found += [(code, one.label()) for code in codes if (one := period(code)) is not None]
    return found
