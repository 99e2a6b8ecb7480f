"""Prepared folders that several tests read."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from national_stock import Hashed, folder, records, with_terms

from qianqiao.matching.engine.national.layout import Prepared


@pytest.fixture(scope="session")
def stocks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Prepared, Prepared]:
    """Forty demands in ten blocks and ninety offers in three shards, with terms."""
    base = tmp_path_factory.mktemp("national")
    demands = with_terms(records(40, "demand", 1), 3)
    offers = with_terms(records(90, "patent", 2), 4)
    return folder(base / "demands", demands, "demands", Hashed(), 4), folder(base / "offers", offers, "offers", Hashed(), 30)
