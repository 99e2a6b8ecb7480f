"""The two ways in which e5 reads a text; it was trained with these words in front."""

from typing import Literal

Role = Literal["query", "passage"]
PREFIXES: dict[Role, str] = {"query": "query: ", "passage": "passage: "}
