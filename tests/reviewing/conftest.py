"""Organisations that are no samples: new ones, and ones that the platform knows."""

from collections.abc import Callable

import pytest

from qianqiao.core import clock
from qianqiao.organisations.models import Organisation
from tests.factories import records as make

Maker = Callable[..., Organisation]


@pytest.fixture
def real() -> Maker:
    """Makes an organisation, verified and with so many records published."""

    def made(kind: str = "university", *, verified: bool = True, published: int = 0) -> Organisation:
        own = make.organisation(kind, fictional=False)
        if verified:
            Organisation.objects.filter(pk=own.pk).update(verified_at=clock.now())
        for _ in range(published):
            (make.achievement if kind == "university" else make.demand)(own)
        own.refresh_from_db()
        return own

    return made


@pytest.fixture
def operators() -> Organisation:
    return make.organisation("operator")
