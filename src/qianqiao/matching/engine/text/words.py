"""Latin words: where they stand, which carry nothing, and a light stem."""

import re
from functools import lru_cache

# a word as a term may hold marks (x-ray, TiO2/C); as a gram it is taken in its runs
RUN = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*|[α-ω]+")
WORD = re.compile(r"[a-z][a-z0-9]*(?:[-.+/][a-z0-9]+)*|[0-9]+[a-z][a-z0-9]*(?:-[a-z0-9]+)*|[α-ω]+")
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
