"""Shared fixtures: the clock, actors, a few organisations."""

import os
from datetime import datetime
from pathlib import Path

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from hypothesis import settings

from qianqiao.core.actor import Actor, ActorKind
from qianqiao.core.clock import SHANGHAI

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# how long an example takes says how busy the machine is, nothing of the code
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# A stored password names its rounds, so that servers which tests start check it all the same. With the usual million of
# rounds the people of a test cost more than the test.
PBKDF2PasswordHasher.iterations = 1


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data, or a skip that says where it was looked for."""
    root = Path(
        os.environ.get("QIANQIAO_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")
    )
    if not root.is_dir():
        pytest.skip("real data not found: set QIANQIAO_SHARED_DATA or put it in ../shared/data")
    return root


@pytest.fixture
def moment() -> datetime:
    return datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture
def system() -> Actor:
    return Actor(ActorKind.SYSTEM, label="system")
