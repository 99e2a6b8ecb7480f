"""Rewriting rules that can also tell where each remaining character stood in the original text."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


class Rule(Protocol):
    """One step of cleaning; both ways must give the same text (a property test holds them to it)."""

    def apply(self, text: str) -> str:
        """The rewritten text alone (the fast way)."""
        ...

    def apply_tracked(self, text: str, places: list[int]) -> tuple[str, list[int]]:
        """The rewritten text and, for each of its characters, the place in the original."""
        ...


@dataclass(frozen=True, slots=True)
class CharacterRule:
    """Replace single characters by a table of code points (a replacement may be longer)."""

    table: Mapping[int, str]

    def apply(self, text: str) -> str:
        """One pass of `str.translate`."""
        return text.translate(self.table)

    def apply_tracked(self, text: str, places: list[int]) -> tuple[str, list[int]]:
        """Every character of a replacement stands where the replaced one stood."""
        out = [self.table.get(ord(character), character) for character in text]
        kept = [place for new, place in zip(out, places, strict=True) for _ in new]
        return "".join(out), kept


@dataclass(frozen=True, slots=True)
class PatternRule:
    """Replace every match of a pattern by a text or by what a function makes of it."""

    pattern: re.Pattern[str]
    replacement: str | Callable[[re.Match[str]], str]

    def replaced(self, match: re.Match[str]) -> str:
        """The text that stands for one match."""
        return self.replacement if isinstance(self.replacement, str) else self.replacement(match)

    def apply(self, text: str) -> str:
        """One pass of the pattern."""
        return self.pattern.sub(self.replaced, text)

    def apply_tracked(self, text: str, places: list[int]) -> tuple[str, list[int]]:
        """The i-th character of a replacement stands at the i-th of the match, or at its last."""
        out: list[str] = []
        kept: list[int] = []
        end = 0
        for match in self.pattern.finditer(text):
            start, stop = match.span()
            new = self.replaced(match)
            out += (text[end:start], new)
            kept += places[end:start]
            kept += [places[min(start + i, max(start, stop - 1))] for i in range(len(new))]
            end = stop
        out.append(text[end:])
        kept += places[end:]
        return "".join(out), kept


def rewrite(text: str, rules: Sequence[Rule]) -> str:
    """Apply the rules in order."""
    for rule in rules:
        text = rule.apply(text)
    return text


def rewrite_tracked(text: str, rules: Sequence[Rule]) -> tuple[str, list[int]]:
    """Apply the rules in order; the second value holds the original place of each character."""
    places = list(range(len(text)))
    for rule in rules:
        text, places = rule.apply_tracked(text, places)
    return text, places
