"""In which role a text is encoded: as what is asked, or as what may answer. Models without roles ignore it."""

from typing import Literal

Role = Literal["query", "passage"]
