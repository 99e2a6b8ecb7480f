"""An absent package is a named reason, not a crash."""

from pathlib import Path

import pytest

from qianqiao.matching.engine.encoders.base import EncoderError
from qianqiao.matching.engine.encoders.e5 import availability
from qianqiao.matching.engine.encoders.packages import load, missing


def test_absent_packages_are_named() -> None:
    assert missing("json", "no_such_package") == ["no_such_package"]
    with pytest.raises(EncoderError, match="pip install no_such_package"):
        load("no_such_package.part")


def test_availability_never_raises(tmp_path: Path) -> None:
    found = availability(tmp_path)
    assert not found.usable
    assert found.reason
