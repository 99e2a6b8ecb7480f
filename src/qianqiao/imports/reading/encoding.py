"""Which encoding a text file is in: the one in which every byte of it decodes."""

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

from qianqiao.imports.problems import FileRefused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_CHUNK = 1 << 20
_SAMPLE = 1 << 16


def text_encoding(path: Path, name: str) -> str:
    """utf-8, utf-8-sig, utf-16, gb18030 or big5; raises FileRefused where bytes fit none.

    UTF-8 that decodes whole is never anything else. Otherwise charset-normalizer weighs GB18030 against Big5
    on the start of the file; its word counts only where the whole file decodes accordingly.
    """
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            _require(path, name, encoding)
            return encoding
    wrong = _first_wrong_byte(path, "utf-8")
    if wrong is None:
        return "utf-8"
    if _likelier_big5(sample) and _first_wrong_byte(path, "big5hkscs") is None:
        return "big5hkscs"
    if _first_wrong_byte(path, "gb18030") is None:
        return "gb18030"
    raise FileRefused("encoding_unknown", name=name, position=f"{wrong:,}")


def _likelier_big5(sample: bytes) -> bool:
    best = from_bytes(sample, cp_isolation=["gb18030", "big5hkscs"]).best()
    return best is not None and best.encoding == "big5hkscs"


def _require(path: Path, name: str, encoding: str) -> None:
    wrong = _first_wrong_byte(path, encoding)
    if wrong is not None:
        raise FileRefused("encoding_unknown", name=name, position=f"{wrong:,}")


def _first_wrong_byte(path: Path, encoding: str) -> int | None:
    """Position of the first byte that does not decode, counted from 1, or None."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    done = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return done + error.start + 1
            done += len(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return done
    return None
