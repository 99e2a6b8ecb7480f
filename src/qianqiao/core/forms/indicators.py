"""Indicators as rows of a form: added and removed by buttons, with or without JavaScript."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianqiao.core.forms import fields
from qianqiao.core.records import IndicatorRow

MOST_ROWS = 40
Comparison = IndicatorRow.Comparison
KEYS = ("name", "name_en", "comparison", "value", "value_max", "unit")


class IndicatorForm(forms.Form):
    """One row. A row without name and value counts as not there."""

    name = fields.line(label=gettext_lazy("Indicator"), max_length=120)
    comparison = forms.ChoiceField(
        label=gettext_lazy("Comparison"), choices=fields.words("comparisons"), required=False, initial="ge"
    )
    value = fields.NumberField(label=gettext_lazy("Value"), required=False)
    value_max = fields.NumberField(label=gettext_lazy("Upper value (between)"), required=False)
    unit = fields.line(label=gettext_lazy("Unit"), max_length=40)
    name_en = fields.line(label=gettext_lazy("Indicator in English"), max_length=160)

    def is_blank(self) -> bool:
        sent = (str(self.data.get(self.add_prefix(key), "")) for key in ("name", "value", "value_max"))
        return not any(text.strip() for text in sent)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.is_blank():
            return cleaned
        if not cleaned.get("name"):
            self.add_error("name", _("Say what is measured."))
        if cleaned.get("value") is None and "value" not in self.errors:
            self.add_error("value", _("Give the number."))
        upper, lower = cleaned.get("value_max"), cleaned.get("value")
        if cleaned.get("comparison") == Comparison.RANGE and "value_max" not in self.errors:
            if upper is None:
                self.add_error("value_max", _("“Between” needs an upper value."))
            elif lower is not None and upper < lower:
                self.add_error("value_max", _("The upper value lies below the lower one."))
        return cleaned

    def row(self) -> dict[str, Any]:
        """The row as records store it; call after is_valid()."""
        told = {key: self.cleaned_data.get(key) for key in KEYS}
        told["comparison"] = told["comparison"] or Comparison.EQ
        upper: Decimal | None = told["value_max"]
        told["value_max"] = upper if told["comparison"] == Comparison.RANGE else None
        return told


class IndicatorRows:
    """The rows of one form: `rows` says how many were sent."""

    def __init__(self, forms_: Sequence[IndicatorForm]) -> None:
        self.forms = list(forms_)

    @classmethod
    def shown(cls, rows: Iterable[Mapping[str, Any]], *, spare: int = 1) -> "IndicatorRows":
        """Rows as they are stored, with spare empty ones behind."""
        told: list[Mapping[str, Any]] = [*rows, *({} for _n in range(spare))]
        return cls([IndicatorForm(initial=dict(row), prefix=f"row-{n}") for n, row in enumerate(told)])

    @classmethod
    def sent(cls, data: Mapping[str, Any]) -> "IndicatorRows":
        """Rows as a person sent them, to be checked."""
        return cls([IndicatorForm(data, prefix=f"row-{n}") for n in range(_count(data))])

    @classmethod
    def rearranged(cls, data: Mapping[str, Any], act: str) -> "IndicatorRows":
        """Rows as sent, after “add” or “remove-<n>”; nothing is checked yet."""
        rows = [{key: data.get(f"row-{n}-{key}", "") for key in KEYS} for n in range(_count(data))]
        if act == "add":
            return cls.shown(rows)
        gone = act.removeprefix("remove-")
        kept = [row for n, row in enumerate(rows) if str(n) != gone]
        return cls.shown(kept, spare=0 if kept else 1)

    def is_valid(self) -> bool:
        faulty = [form for form in self.forms if not form.is_valid()]
        return not faulty

    def rows(self) -> list[dict[str, Any]]:
        return [form.row() for form in self.forms if not form.is_blank()]


def _count(data: Mapping[str, Any]) -> int:
    text = str(data.get("rows", "0"))
    return min(int(text), MOST_ROWS) if text.isdigit() else 0
