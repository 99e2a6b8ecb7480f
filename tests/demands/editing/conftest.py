"""A person of an enterprise, signed in."""

from dataclasses import dataclass

import pytest
from django.test import Client

from qianqiao.core.actor import Actor
from qianqiao.organisations.models import Organisation
from tests.factories import records as make


@dataclass(frozen=True)
class Signed:
    client: Client
    actor: Actor
    enterprise: Organisation


@pytest.fixture
def signed(client: Client) -> Signed:
    enterprise = make.organisation("enterprise")
    user, actor = make.person(enterprise)
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return Signed(client, actor, enterprise)
