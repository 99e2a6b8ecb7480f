"""Latin words: where they stand, which carry nothing, and a light stem."""

import re
from functools import lru_cache

WORD = re.compile(r"[a-z][a-z0-9]*(?:[-.+/][a-z0-9]+)*|[0-9]+[a-z][a-z0-9]*(?:-[a-z0-9]+)*|[α-ω]+")
STOP_WORDS = frozenset(
    "a about above after all also an and any are as at be because been before being below between both but by can "
    "could did do does down each etc for from further had has have having he her here his how however if in into is "
    "it its itself just less like made make makes many may might more most much must need needs no nor not of off on "
    "one only or other our out over own per same several shall she should so some such than that the their them then "
    "there these they this those through thus to too two under until up upon use used uses using very via was we were "
    "what when where whether which while who why will with within without would yet you your".split()
)
_DOUBLED = re.compile(r"([bdgmnprt])\1$")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Plural, -ing and -ed taken off; a final e dropped so that "coating", "coated" and "coats" meet."""
    if len(word) <= 3 or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = _DOUBLED.sub(r"\1", word[: -len(ending)])
            break
    return word[:-1] if word.endswith("e") and len(word) > 4 else word
