"""A typed query as units: Chinese words, words of other scripts, numbers. Each unit is sought as a whole."""

from dataclasses import dataclass
from enum import StrEnum

from qianqiao.search import analysis, identifiers
from qianqiao.search.stopwords import is_stopword

LONGEST_QUERY = 2000


class UnitKind(StrEnum):
    HAN = "han"
    WORD = "word"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing sought, in folded form."""

    kind: UnitKind
    text: str


def _han_units(run: str) -> list[Unit]:
    """Words of a run; neighbouring single characters belong together (钠电 is no word in the dictionary)."""
    found: list[Unit] = []
    singles = ""
    for word in [*analysis.cut(run), ""]:
        if len(word) == 1 and not is_stopword(word):
            singles += word
            continue
        if singles:
            found.append(Unit(UnitKind.HAN, singles))
            singles = ""
        if word:
            found.append(Unit(UnitKind.HAN, word))
    return found


def _piece_units(piece: str) -> list[Unit]:
    number = identifiers.meant(piece)
    if number:
        return [Unit(UnitKind.NUMBER, number)]
    found: list[Unit] = []
    for run, _, is_han in analysis.runs(analysis.fold(piece)):
        found += _han_units(run) if is_han else [Unit(UnitKind.WORD, run)]
    return found


def parse(text: str) -> tuple[Unit, ...]:
    """Units of a query in order, each once; words without meaning only where there are no others."""
    text = text[:LONGEST_QUERY]
    whole = identifiers.meant(text)
    if whole:
        return (Unit(UnitKind.NUMBER, whole),)
    units = [unit for piece in text.split() for unit in _piece_units(piece)]
    telling = [unit for unit in units if not is_stopword(unit.text)]
    return tuple(dict.fromkeys(telling or units))
