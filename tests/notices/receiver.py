"""A receiver of webhooks for tests: a real HTTP server that checks signatures as each service documents it."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Receiver:
    """What arrived and was taken. `answers`: (status, headers, body) to give first, before the honest ones."""

    port: int = 0
    secret: str = ""
    taken: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    calls: int = 0
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    sleep: float = 0.0

    def address(self, kind: str) -> str:
        return f"http://127.0.0.1:{self.port}/{kind}?access_token=key-1234"


def _signed(key: bytes, told: bytes) -> bytes:
    return hmac.new(key, told, hashlib.sha256).digest()


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        mine = self.receiver
        mine.calls += 1
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if mine.sleep:
            time.sleep(mine.sleep)
        if mine.answers:
            self._answer(*mine.answers.pop(0))
            return
        kind = urlsplit(self.path).path.strip("/")
        status, told = getattr(self, f"_{kind}")(json.loads(body), body)
        if status == 200 and not any(told.values()):
            mine.taken.append(json.loads(body))
            mine.keys.append(self.headers.get("Idempotency-Key", ""))
        self._answer(status, {"Content-Type": "application/json"}, json.dumps(told).encode())

    def _wecom(self, told: dict[str, Any], _body: bytes) -> tuple[int, dict[str, int]]:
        return 200, {"errcode": 0 if told["msgtype"] == "text" and told["text"]["content"] else 40008}

    def _dingtalk(self, _told: dict[str, Any], _body: bytes) -> tuple[int, dict[str, int]]:
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        stamp = query.get("timestamp", "0")
        secret = self.receiver.secret.encode()
        wanted = base64.b64encode(_signed(secret, stamp.encode() + b"\n" + secret)).decode()
        fresh = abs(time.time() * 1000 - int(stamp)) < 3_600_000
        is_right = fresh and query.get("sign") == wanted and query["access_token"] == "key-1234"
        return 200, {"errcode": 0 if is_right else 310000}

    def _feishu(self, told: dict[str, Any], _body: bytes) -> tuple[int, dict[str, int]]:
        stamp = str(told.get("timestamp", "0"))
        wanted = base64.b64encode(_signed(f"{stamp}\n{self.receiver.secret}".encode(), b"")).decode()
        is_right = (
            abs(time.time() - int(stamp)) < 3600 and told.get("sign") == wanted and told["content"]["text"]
        )
        return 200, {"code": 0 if is_right else 19021}

    def _plain(self, _told: dict[str, Any], body: bytes) -> tuple[int, dict[str, int]]:
        stamp = self.headers.get("X-Qianqiao-Timestamp", "0")
        wanted = _signed(self.receiver.secret.encode(), f"{stamp}.".encode() + body).hex()
        is_right = self.headers.get("X-Qianqiao-Signature") == f"sha256={wanted}"
        return (200, {}) if is_right and abs(time.time() - int(stamp)) < 300 else (403, {})

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def receiver(secret: str = "") -> Iterator[Receiver]:
    """Runs the server until the block ends."""
    mine = Receiver(secret=secret)
    handler = type("Handler", (_Handler,), {"receiver": mine})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        mine.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield mine
        finally:
            server.shutdown()
            thread.join()
