"""What can be wrong with a cell, a row or a file: a code with parameters, told in either language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.translation import gettext

from qianqiao.imports.problem_texts import TEXTS

LANGUAGES = {"zh": "zh-hans", "en": "en"}


@dataclass(frozen=True, slots=True)
class Problem:
    """A code of `problem_texts.TEXTS` and the values that its sentences name."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    def reason(self, language: str) -> str:
        """What is wrong, in `zh` or `en`."""
        return self._told(0, language)

    def cure(self, language: str) -> str:
        """What to do about it, in `zh` or `en`; may be empty."""
        return self._told(1, language)

    def _told(self, part: int, language: str) -> str:
        short = "zh" if language.startswith("zh") else "en"
        with translation.override(LANGUAGES[short]):
            text = gettext(str(TEXTS[self.code][part])) if TEXTS[self.code][part] else ""
        params = {key.removesuffix(f"_{short}"): value for key, value in self.params.items()}
        return text.format(**params) if params else text


class CellRefused(Exception):  # noqa: N818  an answer to the person, not a fault
    """A cell whose content is not understood or not allowed."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.problem = Problem(code, params)


class FileRefused(Exception):  # noqa: N818  the same for a whole file
    """A file that is not read at all; nothing of it was stored."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.problem = Problem(code, params)

    def __str__(self) -> str:
        return f"{self.problem.reason('en')} {self.problem.cure('en')}".strip()


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A problem at its place. `address` is the cell (C7) or empty for the whole row; `value` is shortened."""

    sheet: str
    row: int
    address: str
    key: str
    value: str
    problem: Problem


def shortened(value: object, length: int = 80) -> str:
    """A value as it is shown in a message."""
    text = " ".join(str(value).split())
    return text if len(text) <= length else text[: length - 1] + "…"
