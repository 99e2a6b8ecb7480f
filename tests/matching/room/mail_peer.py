"""A mail server for tests: takes mails by SMTP on a loopback port, and can refuse or hang up as real ones do."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class MailBox:
    """What arrived. `refusals` counts down: so many mails are answered with 451 first."""

    port: int = 0
    refusals: int = 0
    mails: list[bytes] = field(default_factory=list)


class _Talk(socketserver.StreamRequestHandler):
    """The words of RFC 5321 that a client without authentication needs."""

    box: MailBox

    def handle(self) -> None:
        self._say("220 peer ready")
        while line := self.rfile.readline():
            word = line[:4].decode("ascii", "replace").upper().strip()
            if word == "QUIT":
                self._say("221 bye")
                return
            if word == "DATA":
                self._take()
            elif word == "MAIL" and self.box.refusals:
                self.box.refusals -= 1
                self._say("451 try later")
            else:
                self._say("250 ok")

    def _take(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.box.mails.append(b"".join(lines))
        self._say("250 taken")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def mail_server() -> Iterator[MailBox]:
    """Runs the server until the block ends."""
    box = MailBox()
    handler = type("Talk", (_Talk,), {"box": box})
    with _Server(("127.0.0.1", 0), handler) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
