"""One description per field of a record: drives import, templates, quality, forms and the API's documentation."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class FieldType(StrEnum):
    TEXT = "text"  # one line
    LONG_TEXT = "long_text"
    LIST = "list"  # of short texts
    CODE = "code"  # of the table named by `table`
    CODES = "codes"
    INTEGER = "integer"
    MONEY = "money"  # yuan, Decimal
    DATE = "date"
    BOOLEAN = "boolean"
    ORGANISATION = "organisation"  # by name, code or number
    IDENTIFIER = "identifier"  # checked by the function named by `table`
    INDICATORS = "indicators"  # rows of name, comparison, value, unit
    DOCUMENTS = "documents"  # rows of an expert's works


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field: its interchange key, model attribute, labels, type and limits.

    `table` names a reference table (CODE, CODES) or an identifier check (IDENTIFIER). `aliases` are further headers
    under which spreadsheets carry the field. Weights of the quality score live in the quality rule pack, not here.
    """

    key: str
    label_zh: str
    label_en: str
    type: FieldType = FieldType.TEXT
    required: bool = False
    max_length: int = 200
    table: str = ""
    aliases: Sequence[str] = ()
    help_zh: str = ""
    help_en: str = ""
    example_zh: str = ""
    example_en: str = ""
    minimum: int | None = None
    maximum: int | None = None
    attribute_name: str = ""

    @property
    def attribute(self) -> str:
        """Name on the model (the key unless said otherwise)."""
        return self.attribute_name or self.key

    def label(self, language: str) -> str:
        return self.label_zh if language.startswith("zh") else self.label_en
