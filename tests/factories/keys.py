"""A program that works with a key: sends JSON or forms with an Idempotency-Key, reads JSON."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.test import Client

from qianqiao.api.domain.keys import make_key
from qianqiao.api.scopes import READ, SIGN, WRITE
from qianqiao.core.actor import Actor
from qianqiao.organisations.models import Organisation

_serial = count(1)
EVERY = (READ, WRITE, SIGN)


def key(
    organisation: Organisation,
    actor: Actor,
    *,
    scopes: Sequence[str] = EVERY,
    name: str = "ERP",
    days: int = 30,
) -> str:
    """The secret of a new key."""
    return make_key(organisation.pk, name=name, scopes=scopes, days=days, actor=actor)[1]


@dataclass
class Program:
    """Answers carry their JSON as `.data`."""

    secret: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, path: str, **parameters: Any) -> Any:
        return self._read(self.client.get(f"/api/v1{path}", parameters, headers=self.headers()))

    def post(self, path: str, body: Any, *, token: str = "") -> Any:
        headers = self.headers() | {"Idempotency-Key": token or f"request-{next(_serial)}"}
        sent = body if isinstance(body, str) else json.dumps(body)
        return self._read(
            self.client.post(f"/api/v1{path}", sent, content_type="application/json", headers=headers)
        )

    def send(self, path: str, *, token: str = "", **fields: Any) -> Any:
        """A form, with files."""
        headers = self.headers() | {"Idempotency-Key": token or f"request-{next(_serial)}"}
        return self._read(self.client.post(f"/api/v1{path}", fields, headers=headers))

    def fetch(self, url: str) -> Any:
        """A file; its content is `.data`."""
        response: Any = self.client.get(url.partition("8000")[2] or url, headers=self.headers())
        response.data = response.getvalue()
        return response

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}", "Accept-Language": "en"}

    def _read(self, response: Any) -> Any:
        response.data = json.loads(response.content) if response.content else None
        return response
