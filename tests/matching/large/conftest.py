"""One generation for the tests that only read."""

from pathlib import Path

import pytest

from qianqiao.matching.engine import Corpus
from qianqiao.matching.engine.large import LargeCorpus, Source, batches_of, build_generation
from tests.matching.large.large_stock import LetterEncoder, offers

COUNT = 3_000


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a generation of 3,000 offers; for reading only."""
    folder = tmp_path_factory.mktemp("large")
    build_generation(folder, Source(batches_of(offers(COUNT)), LetterEncoder()), processes=1)
    return folder


@pytest.fixture(scope="session")
def stock(root: Path) -> LargeCorpus:
    """That generation, opened; not to be changed."""
    return LargeCorpus(root, LetterEncoder())


@pytest.fixture(scope="session")
def small() -> Corpus:
    """The same offers in memory."""
    return Corpus.build(offers(COUNT), LetterEncoder())
