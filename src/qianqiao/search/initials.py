"""Initials of pinyin: 钠电正极 is found by "ndzj"."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from qianqiao.search import analysis

LONGEST = 8


@lru_cache(maxsize=20_000)
def of_run(run: str) -> str:
    """One letter per character of a Chinese run; a character without pinyin gives a dot."""
    letters = lazy_pinyin(run, style=Style.FIRST_LETTER, errors=lambda part: "." * len(part))
    return "".join(letters)


def suffixes(text: str) -> list[str]:
    """For each place in the Chinese runs of a text, the initials from there on, at most `LONGEST` of them."""
    found: set[str] = set()
    for run, _, is_han in analysis.runs(analysis.fold(text)):
        if is_han:
            letters = of_run(run)
            found.update(letters[i : i + LONGEST] for i in range(len(letters) - 1))
    return sorted(found)


def is_initials(word: str) -> bool:
    """Whether a folded word may be meant as initials: Latin letters only, three or more."""
    return len(word) >= 3 and word.isascii() and word.isalpha()


def places(folded: str, letters: str) -> list[tuple[int, int]]:
    """Where in a folded text characters stand whose initials are these letters: (start, end)."""
    found = []
    for run, start, is_han in analysis.runs(folded):
        if not is_han:
            continue
        spelled = of_run(run)
        at = spelled.find(letters)
        while at >= 0:
            found.append((start + at, start + at + len(letters)))
            at = spelled.find(letters, at + 1)
    return found
