"""The national list: loaded once, found by code, unchanged when loaded again."""

import pytest

from qianqiao.core.actor import SYSTEM
from qianqiao.organisations.domain.universities import load_universities
from qianqiao.organisations.models import Organisation
from tests.factories import records as make

pytestmark = pytest.mark.django_db


def test_the_list_is_loaded_once() -> None:
    first = load_universities(actor=SYSTEM)
    assert first.created > 2900
    again = load_universities(actor=SYSTEM)
    assert (again.created, again.updated, again.unchanged) == (0, 0, first.created)
    assert Organisation.objects.get(code="4111010001").name == "北京大学"


def test_a_university_known_from_elsewhere_is_left_alone() -> None:
    own = make.organisation(code="4111010001", name="北京大学")
    load_universities(actor=SYSTEM)
    assert Organisation.objects.get(code="4111010001").pk == own.pk
