"""The world of the walk, and the option that writes the grid."""

from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from qianqiao.search.domain.generations import rebuild
from qianqiao.search.index import opening
from tests.access import people

# everybody walks everywhere within one minute, and a request that is counted writes a row
WITHOUT_LIMITS = {"QIANQIAO_API_PER_KEY": 0, "QIANQIAO_API_PER_ADDRESS": 0}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-grid", action="store_true", help="write tests/access/grid.csv from what was answered"
    )


@pytest.fixture
def world(db: None, tmp_path: Path) -> Any:
    opening.forget()
    with override_settings(
        QIANQIAO_DATA_DIR=tmp_path / "data", QIANQIAO_TEXT_MODELS="none", **WITHOUT_LIMITS
    ):
        made = people.build()
        rebuild()
        yield made
    opening.forget()
