"""A model in a folder of the operator: ONNX and tokenizer.json, laid out as sentence-transformers does."""

from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qianqiao.matching.engine.encoders.base import EncoderError, Vectors, unit
from qianqiao.matching.engine.encoders.batching import batches
from qianqiao.matching.engine.encoders.folder_layout import read_layout
from qianqiao.matching.engine.encoders.once import encode_once
from qianqiao.matching.engine.encoders.packages import load
from qianqiao.matching.engine.encoders.roles import Role
from qianqiao.matching.engine.text.clean import clean

_LONGEST = 8_000
_TEXTS_AT_ONCE = 1_024


class FolderEncoder:
    """Vectors of the model in `folder`, by onnxruntime on `threads` cores (0: all); longer texts are cut.

    Raises EncoderError where the folder does not hold what is needed.
    """

    def __init__(self, folder: Path, threads: int = 0) -> None:
        self._layout = read_layout(folder)
        self._threads = threads

    def __getstate__(self) -> dict[str, object]:
        """What another process needs: the loaded model stays here."""
        return {"_layout": self._layout, "_threads": self._threads}

    @property
    def dimension(self) -> int:
        """Length of a vector, as the pooling configuration or the model states it."""
        return self._layout.dimension or int(self._session.get_outputs()[0].shape[-1])

    @cached_property
    def identity(self) -> str:
        """Name of the folder and a digest of everything that shapes a vector."""
        total = sha256()
        for path in self._layout.files:
            total.update(path.name.encode())
            with path.open("rb") as handle:
                while part := handle.read(1 << 20):
                    total.update(part)
        return f"folder/{self._layout.folder.name}/{total.hexdigest()[:12]}/clean-1"

    def encode(self, texts: Sequence[str], role: Role = "passage") -> Vectors:
        """Unit vectors [n, d]; zero for an empty text."""
        prefix = self._layout.prompts.get(role, "")
        prepared = [clean(text)[:_LONGEST] for text in texts]
        return encode_once(
            prepared, self.dimension, lambda distinct: self._all([prefix + text for text in distinct])
        )

    def _all(self, texts: Sequence[str]) -> Vectors:
        parts = [texts[start : start + _TEXTS_AT_ONCE] for start in range(0, len(texts), _TEXTS_AT_ONCE)]
        return np.concatenate([self._some(part) for part in parts])

    def _some(self, texts: Sequence[str]) -> Vectors:
        numbers: list[list[int]] = [item.ids for item in self._tokenizer.encode_batch(list(texts))]
        result = np.zeros((len(texts), self.dimension), np.float32)
        for length, batch in batches([len(row) for row in numbers], self._layout.longest):
            tokens = np.full((len(batch), length), self._layout.pad, np.int64)
            seen = np.zeros((len(batch), length), np.int64)
            for place, number in enumerate(batch):
                tokens[place, : len(numbers[number])] = numbers[number]
                seen[place, : len(numbers[number])] = 1
            result[batch] = unit(self._pooled(tokens, seen))
        return result

    def _pooled(self, tokens: NDArray[np.int64], seen: NDArray[np.int64]) -> Vectors:
        """Vectors [n, d] of padded rows [n, tokens] where `seen` is 1 for a token and 0 for padding."""
        offered = {
            "input_ids": tokens,
            "attention_mask": seen,
            "token_type_ids": np.zeros_like(tokens),
            "position_ids": np.maximum(seen.cumsum(axis=1) - 1, 0),
        }
        wanted = {item.name for item in self._session.get_inputs()}
        unknown = sorted(wanted - offered.keys())
        if unknown:
            raise EncoderError(f"The model asks for inputs that are not known: {', '.join(unknown)}")
        try:
            outputs = self._session.run(None, {name: offered[name] for name in wanted})
        except Exception as error:
            raise EncoderError(f"The model in {self._layout.folder.name} failed: {error}") from error
        named = dict(zip((item.name for item in self._session.get_outputs()), outputs, strict=True))
        found = np.asarray(named.get("sentence_embedding", outputs[0]), np.float32)
        return found if found.ndim == 2 else pooled(found, seen, self._layout.pooling)

    @cached_property
    def _tokenizer(self) -> Any:
        tokenizer = load("tokenizers").Tokenizer.from_file(str(self._layout.tokenizer))
        tokenizer.enable_truncation(self._layout.longest)
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        runtime = load("onnxruntime")
        options = runtime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        try:
            return runtime.InferenceSession(
                str(self._layout.model), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise EncoderError(f"{self._layout.model.name} cannot be loaded: {error}") from error


def pooled(tokens: Vectors, seen: NDArray[np.int64], mode: str) -> Vectors:
    """One vector per row from token vectors [n, tokens, d]: mean, cls, max or lasttoken."""
    weight = seen[:, :, None].astype(np.float32)
    if mode == "cls":
        result = tokens[:, 0]
    elif mode == "lasttoken":
        last = np.maximum(seen.sum(axis=1) - 1, 0)
        result = tokens[np.arange(len(tokens)), last]
    elif mode == "max":
        result = np.where(weight > 0, tokens, -np.inf).max(axis=1)
    else:
        result = (tokens * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1)
    return result.astype(np.float32)
