"""What a generation says of itself, and whether its files are whole."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from qianqiao.matching.engine.encoders.base import Encoder
from qianqiao.matching.engine.encoders.ensemble import segments_of

FORMAT = 1
NO_ENCODER = ""
_FILE = "manifest.json"


class UnfitGeneration(Exception):  # noqa: N818  a state of the world, told with its remedy
    """The generation cannot serve: other encoder, other format, or files missing."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Format, encoder, side and size; `stamp` names the state of the source, `files` the sizes in bytes.

    `seconds` tells how long the words and the vectors took, and how much of the former the source.
    """

    encoder: str
    dimension: int
    side: str
    records: int
    rows: dict[str, int]
    stamp: str
    built_at: str
    seconds: dict[str, float]
    files: dict[str, int]
    format: int = FORMAT


def identity_of(encoder: Encoder | None) -> str:
    """The encoder's identity; empty where words alone are compared."""
    return NO_ENCODER if encoder is None else encoder.identity


def dimension_of(encoder: Encoder | None) -> int:
    """Length of a vector with all its models."""
    return segments_of(encoder)[-1].stop


def write(folder: Path, manifest: Manifest) -> None:
    """The last file of a generation: without it there is none."""
    (folder / _FILE).write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")


def sizes(folder: Path) -> dict[str, int]:
    """Sizes of all files but the manifest."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != _FILE)
    return {str(path.relative_to(folder)): path.stat().st_size for path in found}


def read(folder: Path) -> Manifest:
    """The manifest, after a look at every file's size."""
    try:
        values: Mapping[str, object] = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        if values.get("format") != FORMAT:
            raise UnfitGeneration(
                f"{folder} has format {values.get('format')}, this version reads {FORMAT}: build anew"
            )
        manifest = Manifest(**values)  # type: ignore[arg-type]
    except (FileNotFoundError, ValueError, TypeError) as error:
        raise UnfitGeneration(f"{folder / _FILE} cannot be read ({error}): build anew") from error
    found = sizes(folder)
    for name, size in manifest.files.items():
        if found.get(name) != size:
            raise UnfitGeneration(f"{folder / name} has {found.get(name, 0)} bytes, not {size}: build anew")
    return manifest


def require_encoder(manifest: Manifest, encoder: Encoder | None, folder: Path) -> None:
    """Vectors of different encoders are never compared."""
    if manifest.encoder != identity_of(encoder):
        raise UnfitGeneration(
            f"{folder} was built with the encoder {manifest.encoder or 'none'}, "
            f"not with {identity_of(encoder) or 'none'}: build a generation for it"
        )
