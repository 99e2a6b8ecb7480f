"""The fictional cases of the demo are played once, whole, and by the steps that people take."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from qianqiao.core import audit
from qianqiao.docking.models import DockingCase
from qianqiao.mandates.models import Mandate
from qianqiao.notices.models import Todo
from qianqiao.samples import casework, loading

pytestmark = pytest.mark.django_db


def test_sample_cases_are_played_once_and_leave_something_to_do(settings: Any, tmp_path: Path) -> None:
    settings.QIANQIAO_DATA_DIR = tmp_path
    settings.QIANQIAO_SAMPLE_WITHOUT_SECOND_FACTOR = True
    loading.load()
    assert casework.load_cases() == len(list(casework._cases()))
    assert casework.load_cases() == 0
    states = Counter(DockingCase.objects.values_list("state", flat=True))
    assert states == {
        "expressed": 1,
        "seen": 1,
        "interested": 1,
        "contact": 1,
        "negotiating": 1,
        "refused": 2,
        "agreed": 1,
        "paid": 1,
    }
    assert Mandate.objects.get().state == "accepted"
    assert Todo.objects.filter(closed_at=None).count() >= 5
    assert all(audit.verify(chain) is None for chain in audit.chains())
