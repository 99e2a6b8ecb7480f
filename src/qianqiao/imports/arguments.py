"""Words of a command line turned into what the domain takes; raises FileRefused with the cure."""

from collections.abc import Mapping, Sequence

from django.db.models import Q

from qianqiao.imports.kinds import Kind
from qianqiao.imports.problems import FileRefused
from qianqiao.imports.reading.headers import IGNORE
from qianqiao.organisations.models import Organisation


def organisation_called(text: str) -> Organisation | None:
    """The one organisation of a name, credit code, university code or number; None for no text."""
    if not text:
        return None
    code = text.upper()
    named = Q(name=text) | Q(name_en__iexact=text) | Q(uscc=code) | Q(code=code) | Q(number=code)
    found = list(Organisation.objects.filter(named)[:2])
    if len(found) != 1:
        raise FileRefused("organisation_ambiguous" if found else "organisation_not_found", value=text)
    return found[0]


def mapping_of(pairs: Sequence[str], kind: Kind) -> Mapping[str, str]:
    """“技术名称=title” and its like as header to key."""
    mapping: dict[str, str] = {}
    for pair in pairs:
        header, _, key = pair.rpartition("=")
        if not header.strip() or (key.strip() not in kind.keys and key.strip() != IGNORE):
            raise FileRefused("mapping_unknown", value=pair, keys=", ".join(spec.key for spec in kind.specs))
        mapping[header.strip()] = key.strip()
    return mapping
