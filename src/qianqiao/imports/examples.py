"""The one example row of each template: fictional, marked, and skipped by the importer while unchanged."""

from collections.abc import Mapping

from qianqiao.core.blanks import is_blank
from qianqiao.imports.domain.repeat_keys import folded
from qianqiao.imports.example_rows import ROWS
from qianqiao.imports.parsing.scalars import as_text

MARKS: Mapping[str, str] = {"zh": "示例行（可删除）", "en": "Example row (may be deleted)"}
_MARKS = frozenset(MARKS.values())


def example_row(kind: str, language: str) -> Mapping[str, str]:
    """The example of a kind, with its mark as `external_id`."""
    return {"external_id": MARKS[language], **ROWS[kind][language]}


def is_marked(values: Mapping[str, object]) -> bool:
    """Whether a row still bears the mark of the example."""
    return as_text(values.get("external_id")) in _MARKS


def is_unchanged(kind: str, values: Mapping[str, object]) -> bool:
    """Whether a marked row says what the example says, in either language, and nothing else."""
    said = {
        key: folded(value) for key, value in values.items() if key != "external_id" and not is_blank(value)
    }
    return any(
        said == {key: folded(value) for key, value in ROWS[kind][language].items()} for language in MARKS
    )
