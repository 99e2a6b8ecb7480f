"""One POST to a checked target: no redirect, no proxy, a short answer within a deadline."""

import time
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from qianqiao.notices.channels.addresses import Target

CONNECT_SECONDS, READ_SECONDS, DEADLINE_SECONDS = 5.0, 8.0, 15.0
LONGEST_ANSWER = 64 * 1024
LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `wait`: how long the receiver asks to be left alone."""

    status: int
    body: bytes
    wait: timedelta | None = None


class RequestError(OSError):
    """No answer: refused, timed out, or a wrong certificate."""


def post(target: Target, path: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Sends a body to the target's own address under a path; RequestError says what went wrong."""
    timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    told = {**headers, "Host": target.host_header, "Content-Type": "application/json; charset=utf-8"}
    with _pool(target, timeout) as pool:
        try:
            answer = pool.urlopen(
                "POST", path, body=body, headers=told, redirect=False, retries=False, preload_content=False
            )
            read = _read(answer)
        except HTTPError as error:
            raise RequestError(f"{type(error).__name__}: {error}"[:300]) from error
    return Answer(answer.status, read, _wait(answer.headers.get("Retry-After", "")))


def _pool(target: Target, timeout: urllib3.Timeout) -> urllib3.HTTPConnectionPool:
    if target.scheme == "http":
        return urllib3.HTTPConnectionPool(target.ip, target.port, timeout=timeout)
    return urllib3.HTTPSConnectionPool(
        target.ip,
        target.port,
        timeout=timeout,
        cert_reqs="CERT_REQUIRED",
        server_hostname=target.host,
        assert_hostname=target.host,
    )


def _read(answer: urllib3.BaseHTTPResponse) -> bytes:
    """The answer as far as it comes within the deadline: a receiver that drips may not hold a worker."""
    until, parts, size = time.monotonic() + DEADLINE_SECONDS, [], 0
    while size < LONGEST_ANSWER and time.monotonic() < until:
        part = answer.read1(8192)
        if not part:
            break
        parts.append(part)
        size += len(part)
    answer.close()
    return b"".join(parts)


def _wait(text: str) -> timedelta | None:
    """Seconds of a Retry-After header; a date there is rare and left to the own pauses."""
    return min(timedelta(seconds=int(text)), LONGEST_WAIT) if text.isdecimal() and len(text) < 7 else None


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
