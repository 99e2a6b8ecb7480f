"""What stood against a value, in the language of the request where it is a reason that people meet."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_INTEGER, _NUMBER, _TEXT = _("must be an integer"), _("must be a number"), _("must be text")
_OBJECT, _DAY = _("must be a JSON object"), _("must be a date such as 2026-11-23")
_MOMENT = _("must be a moment such as 2026-11-23T09:30:00+08:00")
# by pydantic's type of error
REASONS: dict[str, str | Promise] = {
    "missing": _("is needed"),
    "extra_forbidden": _("is not known here; take it out"),
    "greater_than_equal": _("must be at least %(ge)s"),
    "less_than_equal": _("must be at most %(le)s"),
    "less_than": _("must be less than %(lt)s"),
    "int_parsing": _INTEGER,
    "int_type": _INTEGER,
    "int_from_float": _INTEGER,
    "decimal_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "finite_number": _NUMBER,
    "decimal_max_places": _("must have at most %(decimal_places)s decimals"),
    "literal_error": _("must be one of %(expected)s"),
    "string_type": _TEXT,
    "string_unicode": _TEXT,
    "string_too_short": _("must not be empty"),
    "string_too_long": _("must have at most %(max_length)s characters"),
    "string_pattern_mismatch": _("must be visible ASCII characters"),
    "list_type": _("must be a list"),
    "too_short": _("needs at least %(min_length)s value"),
    "too_long": _("takes at most %(max_length)s values"),
    "model_attributes_type": _OBJECT,
    "model_type": _OBJECT,
    "dict_type": _OBJECT,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
}


def reason_of(item: Mapping[str, Any]) -> str:
    """A validation error in words; pydantic's own where it is a rare one."""
    told = REASONS.get(str(item.get("type")))
    if told is None:
        return str(item.get("msg", "")).removeprefix("Value error, ")
    text = str(told)
    return text % (item.get("ctx") or {}) if "%(" in text else text
