"""Asks a ClamAV daemon about files that people hand over, where the operator has named one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket

from qianqiao.core import config

SECONDS = 60
FORMS = "unix:///run/clamav/clamd.ctl or tcp://127.0.0.1:3310"


class Unclean(Exception):  # noqa: N818  an answer to who handed the file over, not a fault
    """Why a file was not let through: infected (with the name of what was found) or not_scanned (with the reason)."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail


@contextmanager
def kept_if_clean(path: Path, refusal: Callable[[str, str], Exception]) -> Iterator[None]:
    """Around the writing of a file that somebody hands over: where that fails or the file is not clean, nothing is kept.

    `refusal` makes the room's own exception of Unclean's code and detail.
    """
    try:
        yield
        check(path)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, Unclean):
            raise refusal(error.code, error.detail) from error
        raise


def check(path: Path) -> None:
    """Raises Unclean where the scanner finds something or gives no answer; without a scanner every file passes.

    A scanner that is named and does not answer keeps files out: who asked for one relies on it.
    """
    address = config.virus_scanner()
    if not address:
        return
    try:
        with path.open("rb") as file:
            verdict, found = _daemon(address).instream(file).get("stream", ("ERROR", "no answer"))
    except (ClamdError, OSError) as error:
        raise Unclean("not_scanned", str(error)) from error
    if verdict == "FOUND":
        raise Unclean("infected", found or "")
    if verdict != "OK":
        raise Unclean("not_scanned", found or "")


def _daemon(address: str) -> ClamdNetworkSocket | ClamdUnixSocket:
    parts = urlsplit(address)
    if parts.scheme == "unix" and parts.path:
        return ClamdUnixSocket(parts.path, timeout=SECONDS)
    if parts.scheme == "tcp" and parts.hostname:
        return ClamdNetworkSocket(parts.hostname, parts.port or 3310, timeout=SECONDS)
    raise Unclean("not_scanned", f"QIANQIAO_CLAMAV is {address!r}; it must look like {FORMS}")
