"""Calls a model service over HTTP: bounded in time and size, tried again where that helps."""

import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from qianqiao.matching.engine.encoders.base import EncoderError
from qianqiao.matching.engine.encoders.packages import load

_PASSING = (408, 425, 429, 500, 502, 503, 504)
_LARGEST_ANSWER = 64 * 1024 * 1024
_LONGEST_PAUSE = 20
_SHOWN = 300


class RefusalError(EncoderError):
    """The service answered, but not with success; `status` is its HTTP status, `said` its words."""

    def __init__(self, message: str, status: int, said: str) -> None:
        super().__init__(message)
        self.status = status
        self.said = said


@dataclass(frozen=True, slots=True)
class Service:
    """Where a service is and how patiently it is asked.

    `url` is the base, as in https://models.example.edu.cn/v1; `seconds` is the longest silence to bear;
    pauses between attempts start at `pause` seconds and double; after a failure nothing is asked for
    `rest` seconds.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    seconds: float = 30.0
    attempts: int = 4
    pause: float = 0.5
    rest: float = 30.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise EncoderError(
                "The address of a model service begins with http:// or https:// and names a host"
            )
        if parts.username or parts.password or parts.query:
            raise EncoderError(
                "The address of a model service holds no name, password or query: give the key apart"
            )


class Caller:
    """Posts JSON to one service. Threads may share it."""

    def __init__(self, service: Service, parallel: int = 1) -> None:
        urllib3 = load("urllib3")
        self.service = service
        self._failures: tuple[type[Exception], ...] = (urllib3.exceptions.HTTPError,)
        retries = urllib3.Retry(
            total=service.attempts - 1,
            allowed_methods=None,
            status_forcelist=_PASSING,
            backoff_factor=service.pause,
            backoff_max=_LONGEST_PAUSE,
            retry_after_max=_LONGEST_PAUSE,
            redirect=0,
            raise_on_redirect=False,
            raise_on_status=False,
        )
        self._pool = urllib3.PoolManager(
            maxsize=parallel,
            block=True,
            retries=retries,
            timeout=urllib3.Timeout(connect=min(service.seconds, 5.0), read=service.seconds),
        )
        self._resting_until = 0.0
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The service in messages: its host, never its key."""
        return f"model service {urlsplit(self.service.url).netloc}"

    def post(self, path: str, body: dict[str, object]) -> Any:
        """The JSON answer. Raises EncoderError, as RefusalError where the service said no."""
        with self._lock:
            if time.monotonic() < self._resting_until:
                raise EncoderError(f"The {self.name} failed a moment ago and is left alone for a while")
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.service.key:
            headers["Authorization"] = f"Bearer {self.service.key}"
        try:
            answer = self._pool.request(
                "POST",
                self.service.url.rstrip("/") + path,
                body=json.dumps(body).encode(),
                headers=headers,
                preload_content=False,
            )
            with answer:
                content: bytes = answer.read(_LARGEST_ANSWER + 1)
                if len(content) <= _LARGEST_ANSWER:
                    answer.release_conn()
        except self._failures as error:
            self._leave_alone()
            raise EncoderError(f"The {self.name} cannot be reached: {self._words(str(error))}") from error
        return self._checked(int(answer.status), content)

    def _checked(self, status: int, content: bytes) -> Any:
        if status != 200:
            if status in _PASSING:
                self._leave_alone()
            said = self._words(content[:4_000].decode("utf-8", "replace"))
            raise RefusalError(f"The {self.name} answered {status}: {said}", status, said)
        if len(content) > _LARGEST_ANSWER:
            raise EncoderError(
                f"The {self.name} answered more than {_LARGEST_ANSWER} bytes. Use smaller batches"
            )
        try:
            return json.loads(content)
        except ValueError as error:
            raise EncoderError(f"The {self.name} did not answer JSON: {self._words(str(error))}") from error

    def _leave_alone(self) -> None:
        with self._lock:
            self._resting_until = time.monotonic() + self.service.rest

    def _words(self, said: str) -> str:
        """One line of what was said, the key blotted out where a service repeats it."""
        key = self.service.key
        return " ".join((said.replace(key, "***") if key else said).split())[:_SHOWN]
