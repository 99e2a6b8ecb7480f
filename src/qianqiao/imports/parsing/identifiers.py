"""Identifiers with check digits; the messages are those of the reference room."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from qianqiao.imports.parsing.plan import Plan
from qianqiao.imports.parsing.scalars import narrow
from qianqiao.imports.problems import CellRefused
from qianqiao.reference import identifiers

_CHECKS: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        "uscc": identifiers.social_credit_code,
        "university_code": identifiers.university_code,
        "application_number": identifiers.application_number,
        "publication_number": identifiers.publication_number,
        "orcid": identifiers.orcid,
        "ror": identifiers.ror,
    }
)


def parse_identifier(plan: Plan, value: object) -> str:
    """The normal spelling."""
    try:
        return str(_CHECKS[plan.spec.table](narrow(value)))
    except identifiers.InvalidIdentifier as error:
        raise CellRefused(
            "identifier_invalid", message_zh=error.message_zh, message_en=error.message_en
        ) from None
