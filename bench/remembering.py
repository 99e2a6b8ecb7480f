"""An encoder with a memory on disk: a text is encoded once per model, whatever task asks for it and however often."""

import sqlite3
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np

from qianqiao.core.environment import data_directory
from qianqiao.matching.engine import Encoder
from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.encoders.roles import Role

_BLOCK = 500  # what a run that is stopped loses at most


class Remembering:
    """Another encoder behind the file `vectors.sqlite` in `folder`, keyed by its identity, the role and the text.

    The folder is `bench` of the data directory unless told otherwise.
    """

    def __init__(self, inner: Encoder, folder: Path | None = None) -> None:
        self._inner = inner
        self.identity = inner.identity
        self.dimension = inner.dimension
        folder = folder or data_directory() / "bench"
        folder.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(folder / "vectors.sqlite", timeout=60)
        self._file.execute(
            "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, row BLOB) WITHOUT ROWID"
        )

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Vectors:
        """Vectors [n, d]; those that the file does not hold are encoded, in blocks of alike lengths."""
        keys = [self._key(text, role) for text in texts]
        known = self._known(keys)
        fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        waiting = sorted(fresh.items(), key=lambda item: (len(item[1]), item[1]))
        for start in range(0, len(waiting), _BLOCK):
            block = waiting[start : start + _BLOCK]
            rows = self._inner.encode([text for _, text in block], role)
            known |= {key: row for (key, _), row in zip(block, rows, strict=True)}
            with self._file:
                self._file.executemany(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
                    [
                        (key, row.astype(np.float32).tobytes())
                        for (key, _), row in zip(block, rows, strict=True)
                    ],
                )
        return np.stack([known[key] for key in keys]) if keys else np.zeros((0, self.dimension), np.float32)

    def _key(self, text: str, role: Role) -> bytes:
        return blake2b("\x00".join((self.identity, role, text)).encode(), digest_size=16).digest()

    def _known(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        found: dict[bytes, Vectors] = {}
        distinct = sorted(set(keys))
        for start in range(0, len(distinct), _BLOCK):
            asked = distinct[start : start + _BLOCK]
            marks = ",".join("?" * len(asked))
            rows = self._file.execute(f"SELECT key, row FROM vectors WHERE key IN ({marks})", asked)  # noqa: S608 - marks only
            found |= {key: np.frombuffer(row, np.float32) for key, row in rows}
        return found
