"""Words that say nothing about what is sought; left out where a query has others."""

from functools import cache
from importlib import resources


@cache
def _words() -> frozenset[str]:
    listed = resources.files("qianqiao.search") / "data" / "stopwords.txt"
    return frozenset(listed.read_text(encoding="utf-8").split())


def is_stopword(word: str) -> bool:
    return word in _words()
