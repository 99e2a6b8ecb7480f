"""What every reader yields: one row of a sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qianqiao.imports.problems import Problem


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row as it stands in the file: number counts from 1 as a spreadsheet shows it.

    `values` by column from the left; `refused` are columns whose cell must not be used.
    """

    sheet: str
    number: int
    values: Sequence[object]
    refused: Mapping[int, Problem] = field(default_factory=dict)


def column_letter(index: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
