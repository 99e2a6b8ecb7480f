"""An index folder of the test's own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qianqiao.search.index import opening


@pytest.fixture(autouse=True)
def own_index(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.QIANQIAO_DATA_DIR = tmp_path
    opening.forget()
    yield tmp_path / "index"
    opening.forget()
