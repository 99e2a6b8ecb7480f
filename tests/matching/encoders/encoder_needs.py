"""Skips with a reason where a package is absent."""

import pytest

from qianqiao.matching.engine.encoders.packages import missing


def need(*packages: str) -> None:
    """Skip with the reason where a package is not installed."""
    absent = missing(*packages)
    if absent:
        pytest.skip(f"not installed: {', '.join(absent)}")
