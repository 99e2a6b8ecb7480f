"""Numbers that people paste into a search box, as exact tokens: public, patent and IPC numbers."""

import re

from qianqiao.search import analysis

_NOISE = re.compile(r"[\s.\-—_()（）]+")
_OFFICE = re.compile(r"^(?:zl|cn)(?=\d)")
_NUMBER = re.compile(r"[apdxo]\d{4}\d{2,}|\d{6,}x?[a-z]?\d?")
_IPC = re.compile(r"[a-h]\d{2}[a-z](?:\d{1,4}(?:/\d{2,6})?)?")


def token(value: str) -> str:
    """One spelling for all: CN 202410012345.6, ZL202410012345.6 and 2024100123456 are the same."""
    return _OFFICE.sub("", _NOISE.sub("", analysis.fold(value)))


def meant(text: str) -> str:
    """The token if a query looks like a number or an IPC symbol, else the empty string."""
    found = token(text.strip())
    return found if _NUMBER.fullmatch(found) or _IPC.fullmatch(found) else ""
