"""The repeat key of a row: its own number, else an official number, else what it is called."""

import hashlib
import unicodedata
from collections.abc import Mapping

from qianqiao.imports.kinds import Kind
from qianqiao.imports.parsing.identifiers import parse_identifier
from qianqiao.imports.parsing.plan import plans
from qianqiao.imports.parsing.scalars import as_text
from qianqiao.imports.problems import CellRefused

DERIVED = "="  # tells derived keys from written ones; nobody writes it before a number


def folded(value: object) -> str:
    """A text as it is compared: NFKC, lower case, without spaces and punctuation."""
    return "".join(c for c in unicodedata.normalize("NFKC", as_text(value)).casefold() if c.isalnum())


def repeat_key(kind: Kind, values: Mapping[str, object]) -> str:
    """The key of a row of raw values (at most 120 characters): the same for the same thing in a source."""
    own = as_text(values.get("external_id"))
    if own and folded(own):
        return own
    for key in kind.identifying:
        number = _official(kind, key, values.get(key))
        if number:
            return f"{DERIVED}{key}:{number}"[:120]
    name = "\n".join(folded(values.get(key)) for key in kind.naming)
    return f"{DERIVED}name:{hashlib.sha256(name.encode()).hexdigest()[:32]}"


def _official(kind: Kind, key: str, value: object) -> str:
    """An official number in its normal spelling; as written where it is none (the row is refused anyway)."""
    if not folded(value):
        return ""
    try:
        return folded(parse_identifier(plans(kind.name)[key], value))
    except CellRefused:
        return folded(value)


def is_derived(external_id: str) -> bool:
    return external_id.startswith(DERIVED)
