"""An export on disk: which files it has, and how it is opened for use."""

import json
import os
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from qianqiao.matching.engine.encoders.base import EncoderError, Vectors
from qianqiao.matching.engine.encoders.e5.network import Network
from qianqiao.matching.engine.encoders.e5.source import Source
from qianqiao.matching.engine.encoders.e5.tokens import Tokens

MODEL, VOCABULARY, CHARACTERS, FACTS, GATES = (
    "model.xml",
    "tokens.model",
    "characters.json",
    "facts.json",
    "gates.json",
)
# Counts up whenever an export of the same weights would come out different.
RECIPE = 1
_TEXTS_AT_ONCE = 2_048


@dataclass(frozen=True, slots=True)
class Facts:
    """What an export was made of; written beside it."""

    digest: str
    version: str
    recipe: int
    width: int
    longest: int
    begin: int
    end: int
    pad: int

    @property
    def name(self) -> str:
        """Name of the folder."""
        return folder_name(self.digest)

    def write(self, folder: Path) -> None:
        """Leave the facts in the folder."""
        (folder / FACTS).write_text(json.dumps(asdict(self), indent=2), encoding="utf-8")


def folder_name(digest: str) -> str:
    """One folder per weights and recipe."""
    return f"e5-small-{digest[:12]}-r{RECIPE}"


def folder_of(models: Path, source: Source | None) -> Path | None:
    """The export of this source, or without one the last by name; None where there is none."""
    if source is not None:
        place = models / folder_name(source.digest)
        return place if (place / FACTS).is_file() else None
    places = sorted(path.parent for path in models.glob(f"e5-small-*-r{RECIPE}/{FACTS}"))
    return places[-1] if places else None


class Exported:
    """An opened export: texts with a prefix in, vectors out; the network is loaded at its first use."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        self.folder = folder
        self.threads = threads or len(os.sched_getaffinity(0))
        self._loading = threading.Lock()
        self._loaded: Network | None = None
        try:
            self.facts = Facts(**json.loads((folder / FACTS).read_text(encoding="utf-8")))
            mapped = json.loads((folder / CHARACTERS).read_text(encoding="utf-8"))
        except (OSError, ValueError, TypeError) as error:
            raise EncoderError(
                f"The e5 export {folder.name} cannot be read: {error}. Export it again"
            ) from error
        facts = self.facts
        self.tokens = Tokens(
            folder / VOCABULARY,
            {int(point): text for point, text in mapped.items()},
            begin=facts.begin,
            end=facts.end,
            longest=facts.longest,
        )

    def vectors(self, texts: Sequence[str], prefix: str) -> Vectors:
        """Vectors [n, width], not yet of unit length: windows of a long text count by their tokens."""
        parts = [
            self._some(texts[start : start + _TEXTS_AT_ONCE], prefix)
            for start in range(0, len(texts), _TEXTS_AT_ONCE)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, self.facts.width), np.float32)

    def _some(self, texts: Sequence[str], prefix: str) -> Vectors:
        windows, owners = [], []
        for number, tokens in enumerate(self.tokens.numbers(texts, prefix)):
            for window in self.tokens.windows(tokens):
                windows.append(window)
                owners.append(number)
        weights = np.array([max(len(window) - 2, 1) for window in windows], np.float32)
        result = np.zeros((len(texts), self.facts.width), np.float32)
        np.add.at(result, owners, self._network().means(windows) * weights[:, None])
        return result

    def _network(self) -> Network:
        """The network, loaded by the first thread that needs it: about a second and 300 MB."""
        with self._loading:
            if self._loaded is None:
                facts = self.facts
                self._loaded = Network(
                    self.folder / MODEL,
                    width=facts.width,
                    longest=facts.longest,
                    pad=facts.pad,
                    threads=self.threads,
                )
            return self._loaded
