"""Form fields of records: words of a reference list, money as people write it, dates, long texts."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from qianqiao import reference
from qianqiao.core.fieldspec import FieldSpec
from qianqiao.core.texts import language

Text = Any  # str or a lazily translated one
UNITS = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_MONEY = re.compile(r"[¥￥]?\s*(\d+(?:\.\d+)?)\s*([万亿]?)元?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，", "0123456789.,")


def words(table: str) -> Callable[[], list[tuple[str, str]]]:
    """Choices of a reference list in the language of the page, read when the form is made."""
    return lambda: reference.choices(table, language())


def optional_words(table: str) -> Callable[[], list[tuple[str, str]]]:
    """The same with an empty choice first."""
    return lambda: [("", "—"), *reference.choices(table, language())]


def explained_words(table: str) -> Callable[[], list[tuple[str, str]]]:
    """Each choice with the sentence that explains it."""

    def choices() -> list[tuple[str, str]]:
        colon = "：" if language().startswith("zh") else ": "
        return [
            (term.code, f"{term.name(language())}{colon}{term.description(language())}")
            for term in reference.terms(table)
        ]

    return choices


class MoneyField(forms.Field):
    """Yuan as Decimal; takes 800000, 800,000, ¥80万 and 80 万元. Empty is None."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "maxlength": "40"})
        super().__init__(widget=widget, required=False, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value if value is not None else "").translate(_FULL_WIDTH).replace(",", "").strip()
        if not text:
            return None
        match = _MONEY.fullmatch(text)
        if match is None:
            raise ValidationError(_("Write an amount in yuan, such as 800000."), code="invalid")
        amount = (Decimal(match[1]) * UNITS.get(match[2], Decimal(1))).quantize(Decimal("0.01"))
        if amount >= Decimal(10) ** 12:
            raise ValidationError(_("This amount is too large."), code="too_large")
        return amount

    def prepare_value(self, value: Any) -> Any:
        """800000 rather than 800000.00."""
        if isinstance(value, Decimal):
            return f"{value:.0f}" if value == value.to_integral_value() else f"{value:.2f}"
        return value


class LinesField(forms.CharField):
    """Several words or phrases, one in each line; a list without repeats."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **{"required": False, **kwargs})

    def clean(self, value: Any) -> Any:
        lines = list(dict.fromkeys(line.strip() for line in str(super().clean(value)).splitlines()))
        found = [line for line in lines if line]
        long = next((line for line in found if len(line) > self.longest), None)
        if long is not None:
            told = {"line": long[:20], "most": self.longest}
            raise ValidationError(
                _("“%(line)s…” is longer than %(most)d characters."), params=told, code="too_long"
            )
        return found

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class NumberField(forms.DecimalField):
    """A decimal number without trailing zeros in the form."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal"})
        super().__init__(max_digits=20, decimal_places=6, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value or "").translate(_FULL_WIDTH).replace(",", "").strip())

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def date_field(*, label: Text, help_text: Text = "", required: bool = False) -> forms.DateField:
    """A date that browsers show with their own calendar; always ISO in the page."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget)


def line(
    *, label: Text, max_length: int, required: bool = False, help_text: Text = "", **attrs: str
) -> forms.CharField:
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(
        label=label, max_length=max_length, required=required, help_text=help_text, widget=widget
    )


def long_text(
    *, label: Text, max_length: int, rows: int = 4, required: bool = False, help_text: Text = "", **attrs: str
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, **attrs})
    return forms.CharField(
        label=label, max_length=max_length, required=required, help_text=help_text, widget=widget
    )


def level_field(*, label: Text, help_text: Text = "") -> forms.TypedChoiceField:
    """A readiness level, 1 to 9, with its name; empty is None."""

    def choices() -> list[tuple[str, str]]:
        return [
            ("", "—"),
            *((code, f"{code} · {name}") for code, name in reference.choices("trl", language())),
        ]

    return forms.TypedChoiceField(
        label=label, help_text=help_text, required=False, choices=choices, coerce=int, empty_value=None
    )


def _label(specs: Sequence[FieldSpec], key: str) -> str:
    return next(spec.label(language()) for spec in specs if spec.key == key)


# The label of a described field, in the language of the page at the time it is shown.
label = lazy(_label, str)
