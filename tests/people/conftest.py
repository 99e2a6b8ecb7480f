"""Pages and documents of these tests live in folders of their own."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.QIANQIAO_DATA_DIR = tmp_path
