"""Every act that weighs more asks for the second factor again, and until then nothing is written."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from qianqiao.core import clock
from qianqiao.notices.models import Webhook
from qianqiao.organisations.models import Organisation
from tests.access import people
from tests.access.test_every_address_as_everybody import content_of_tables
from tests.factories import records as make

pytestmark = pytest.mark.django_db
AGAIN = "/accounts/2fa/reauthenticate/"
# who may do it, method, address, values: as in tests/access/grid.csv, where all of them succeed just after signing in
ACTS = (
    (
        "administrator",
        "post",
        "/organisations/{university}/members/{member}/",
        "act=change&roles=doctoral_student",
    ),
    ("administrator", "post", "/organisations/{university}/members/{member}/", "act=end&reason=离职"),
    (
        "administrator",
        "post",
        "/organisations/{university}/members/invite",
        "email=new@example.org&roles=inventor",
    ),
    ("administrator", "post", "/organisations/{university}/members/invitations/{invitation}/take-back", ""),
    ("transfer_officer", "post", "/organisations/{university}/lend", "to={member}&roles=transfer_officer"),
    ("authority_officer", "post", "/organisations/{enterprise}/verification", "step=verify"),
    ("administrator", "post", "/organisations/{university}/webhooks/", "name=x"),
    ("administrator", "post", "/organisations/{university}/webhooks/{webhook}/resume", ""),
    ("transfer_officer", "post", "/my/keys/", "name=x"),
    ("transfer_officer", "post", "/my/data/export.json", ""),
    ("transfer_officer", "post", "/my/data/erase/", ""),
    ("transfer_officer", "get", "/cases/{talk}/steps/agree", ""),
    ("transfer_officer", "get", "/organisations/{university}/mandates/new", ""),
    ("transfer_officer", "post", "/cases/{talk}/steps/agree", "title=x"),
)


@pytest.fixture
def world(settings: Any, tmp_path: Any) -> people.World:
    settings.QIANQIAO_DATA_DIR = tmp_path
    built = people.build()
    own = Organisation.objects.get(number=built.names["university"])
    webhook = Webhook.objects.create(
        organisation=own,
        name="示例",
        form="plain",
        address="https://example.org/",
        secret="x" * 16,
        created_at=clock.now(),
        language="en",
    )
    return replace(built, names={**built.names, "webhook": str(webhook.pk)})


@pytest.mark.parametrize("act", ACTS, ids=lambda act: f"{act[2]} {act[3]}")
def test_a_sign_in_of_long_ago_is_asked_again(act: tuple[str, str, str, str], world: people.World) -> None:
    who, method, address, values = act
    user = world.people[who]
    assert user is not None
    long_ago, now = Client(), make.sign_in(Client(), user)
    long_ago.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    place = address.format(**world.names)
    data = dict(pair.split("=") for pair in values.format(**world.names).split("&") if pair)
    before = content_of_tables()
    answer = getattr(long_ago, method)(place, data)
    assert answer.status_code == 302
    assert answer["Location"].startswith(AGAIN)
    assert content_of_tables() == before
    assert not getattr(now, method)(place, data).get("Location", "").startswith(AGAIN)


def test_who_may_not_is_told_so_and_not_asked_for_digits(world: people.World) -> None:
    user = world.people["inventor"]
    assert user is not None
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    refused = client.post(f"/organisations/{world.names['university']}/members/invite", {})
    assert refused.status_code == 403
