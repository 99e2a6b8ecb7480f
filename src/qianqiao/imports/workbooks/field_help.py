"""What belongs in a field, told to whoever fills in a template."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianqiao import reference
from qianqiao.core.fieldspec import FieldSpec, FieldType

LARGEST_LIST = 30
_BY_TYPE: Mapping[FieldType, object] = {
    FieldType.TEXT: gettext_lazy("Text in one line."),
    FieldType.LONG_TEXT: gettext_lazy("Text, in as many lines as needed."),
    FieldType.LIST: gettext_lazy("Several entries, separated by semicolons."),
    FieldType.CODE: gettext_lazy("One value, as its name or code."),
    FieldType.CODES: gettext_lazy("One or more values, as names or codes, separated by semicolons."),
    FieldType.INTEGER: gettext_lazy("A whole number."),
    FieldType.MONEY: gettext_lazy("An amount in yuan, such as 800000 or 80万."),
    FieldType.DATE: gettext_lazy("A day, such as 2026-11-23."),
    FieldType.BOOLEAN: gettext_lazy("Yes or no."),
    FieldType.ORGANISATION: gettext_lazy(
        "Registered full name, unified social credit code or university code."
    ),
    FieldType.IDENTIFIER: gettext_lazy("An official number; its check digit is verified."),
    FieldType.INDICATORS: gettext_lazy(
        "Quantified indicators: name, comparison, number and unit, such as 抗拉强度≥450MPa; "
        "separated by semicolons."
    ),
    FieldType.DOCUMENTS: gettext_lazy(
        "One work per line: title | year | kind | text; the kind is paper, patent, project or achievement."
    ),
}
_BY_KEY: Mapping[str, object] = {
    "external_id": gettext_lazy(
        "Your own number of the record. It lets a later file change the same record; it may stay empty."
    ),
    "trl": gettext_lazy("Technology readiness level from 1 to 9."),
    "trl_min": gettext_lazy("Technology readiness level from 1 to 9."),
    "problem": gettext_lazy("Which problem, in the words of those who have it."),
    "comparison": gettext_lazy("What is better and what is not, against today's solution; with figures."),
    "confidentiality": gettext_lazy(
        "Who may read the demand. With “Summary public” and “Sealed” only the public summary is shown."
    ),
    "valid_until": gettext_lazy("Last day on which the record counts as current; empty: one year."),
}


def meaning(spec: FieldSpec, language: str) -> str:
    """One or two sentences in the active language (the field's own help goes first)."""
    own = spec.help_zh if language == "zh" else spec.help_en
    parts = [
        own or str(_BY_KEY.get(spec.key, "")),
        str(_BY_TYPE[spec.type]) if spec.key != "external_id" else "",
    ]
    if spec.type in {FieldType.TEXT, FieldType.LONG_TEXT} and spec.key != "external_id":
        parts.append(_("At most {limit} characters.").format(limit=spec.max_length))
    return (" " if language == "en" else "").join(part for part in parts if part)


def allowed_values(spec: FieldSpec, language: str) -> str:
    """The names of a word list, or which table holds them."""
    if spec.table == "regions":
        return _("Codes or names of GB/T 2260, such as 330200 or 浙江省宁波市.")
    if spec.table == "industries":
        return _("Codes or names of GB/T 4754-2017, such as C3392.")
    if spec.table == "ipc":
        return _("IPC subclasses or full symbols, such as B22D or B22D 17/22.")
    if spec.type in {FieldType.CODE, FieldType.CODES}:
        separator = "、" if language == "zh" else ", "
        return separator.join(name for _code, name in reference.choices(spec.table, language)[:LARGEST_LIST])
    if spec.minimum is not None and spec.maximum is not None:
        return f"{spec.minimum}–{spec.maximum}"
    return ""
