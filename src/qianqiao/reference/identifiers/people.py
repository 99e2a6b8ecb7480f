"""ORCID, the identifier of researchers (ISO/IEC 7064 MOD 11-2)."""

import re

from qianqiao.reference.identifiers.errors import InvalidIdentifier, compact, require_length, wrong_check


def orcid_check_character(first15: str) -> str:
    """Check character over the first fifteen digits; 10 is written X."""
    total = 0
    for digit in first15:
        total = (total + int(digit)) * 2
    value = (12 - total % 11) % 11
    return "X" if value == 10 else str(value)


def orcid(text: str) -> str:
    """The identifier as 0000-0002-1825-0097; addresses are accepted; raises `InvalidIdentifier`."""
    plain = re.sub(r"^(HTTPS?:)?(//)?(WWW\.)?ORCID\.ORG/", "", compact(text)).rstrip("/")
    require_length(plain, 16, "ORCID ", "ORCID iD")
    if not re.fullmatch(r"[0-9]{15}[0-9X]", plain):
        raise InvalidIdentifier(
            "alphabet",
            "ORCID 只能由数字组成，仅末位可为 X。",
            "An ORCID iD consists of digits; only the last character may be X.",
        )
    if (expected := orcid_check_character(plain[:15])) != plain[15]:
        raise wrong_check(plain[15], expected, "ORCID ", "ORCID iD")
    return "-".join(plain[at : at + 4] for at in range(0, 16, 4))
