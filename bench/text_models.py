"""The text models of the benchmarks: what can be used on this machine, and the engine's default among them."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from remembering import Remembering

from qianqiao.cli.models import models_directory
from qianqiao.matching.engine import Encoder, UseEncoder
from qianqiao.matching.engine.encoders.e5 import E5Encoder, availability
from qianqiao.matching.engine.encoders.ensemble import Ensemble

USE, E5 = "USE", "e5"


@dataclass(frozen=True, slots=True)
class Models:
    """The single models by short name, and why one is absent."""

    single: dict[str, Encoder]
    absent: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> str:
        """What a figure depends on, such as "USE + e5"."""
        return " + ".join(self.single)


def available_models(folder: Path | None = None) -> Models:
    """USE, and e5 where it was exported; their vectors are kept in `bench` of the data directory."""
    exports = models_directory()
    single: dict[str, Encoder] = {USE: Remembering(UseEncoder(), folder)}
    found = availability(exports)
    if not found.usable:
        return Models(single, {E5: found.reason})
    single[E5] = Remembering(E5Encoder(exports, len(os.sched_getaffinity(0))), folder)
    return Models(single)


def default_encoder(models: Models) -> Encoder | None:
    """What the engine uses unless told otherwise: USE and e5 together, USE where e5 cannot run, words where nothing can."""
    single = list(models.single.values())
    if not single:
        return None
    return single[0] if len(single) == 1 else Ensemble(single)
