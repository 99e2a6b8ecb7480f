"""Optional packages of the encoders: imported only when used, with a cure where one is missing."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from qianqiao.matching.engine.encoders.base import EncoderError


def missing(*names: str) -> list[str]:
    """Those of the named top-level packages that are not installed; imports nothing."""
    return [name for name in names if find_spec(name) is None]


def load(name: str) -> Any:
    """The module, imported now. Raises EncoderError where its package is absent or cannot run here."""
    try:
        return import_module(name)
    except (ImportError, OSError) as error:
        package = name.partition(".")[0]
        raise EncoderError(
            f"The package {package} cannot be used ({error}). Install it: pip install {package}"
        ) from error
