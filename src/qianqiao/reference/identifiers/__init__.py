"""Checks identifiers: every function returns the normal spelling or raises `InvalidIdentifier`."""

from qianqiao.reference.identifiers.codes import industry_code, ipc_symbol, region_code
from qianqiao.reference.identifiers.errors import InvalidIdentifier
from qianqiao.reference.identifiers.organisations import (
    ror,
    ror_check_digits,
    social_credit_code,
    university_code,
    uscc_check_character,
)
from qianqiao.reference.identifiers.patents import (
    PublicationNumber,
    application_check_digit,
    application_number,
    application_type,
    publication_number,
)
from qianqiao.reference.identifiers.people import orcid, orcid_check_character

__all__ = [
    "InvalidIdentifier",
    "PublicationNumber",
    "application_check_digit",
    "application_number",
    "application_type",
    "industry_code",
    "ipc_symbol",
    "orcid",
    "orcid_check_character",
    "publication_number",
    "region_code",
    "ror",
    "ror_check_digits",
    "social_credit_code",
    "university_code",
    "uscc_check_character",
]
