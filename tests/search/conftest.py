"""An index folder of the test's own, and events for this room alone (encoding vectors takes its time)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qianqiao.core import outbox
from qianqiao.search.index import opening


@pytest.fixture(autouse=True)
def own_index(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.QIANQIAO_DATA_DIR = tmp_path
    opening.forget()
    yield tmp_path / "index"
    opening.forget()


@pytest.fixture(autouse=True)
def events_for_search_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = {
        kind: {name: handler for name, handler in handlers.items() if name.startswith("search.")}
        for kind, handlers in outbox._handlers.items()
    }
    monkeypatch.setattr(outbox, "_handlers", ours)
