"""A person's devices, and what the audit log says of signing in."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from qianqiao.core import audit
from qianqiao.core.models import AuditEntry
from qianqiao.organisations.actors import actor_of
from qianqiao.organisations.domain.factors import remove_second_factors
from tests.factories import records as make
from tests.signin.conftest import PASSWORD, code_now, give_password

pytestmark = pytest.mark.django_db


def entries(user: Any) -> list[tuple[str, dict[str, Any]]]:
    found = AuditEntry.objects.filter(chain=f"person:{user.pk}").order_by("sequence")
    return [(e.action.removeprefix("signing_in."), e.data) for e in found]


def test_one_device_ends_another_and_nobody_elses() -> None:
    user, _ = make.person(make.organisation(), second_factor=False)
    stranger, _ = make.person(make.organisation(), second_factor=False)
    phone, desk, foreign = (
        Client(headers={"user-agent": "Mozilla/5.0 (iPhone) Safari/604"}),
        Client(),
        Client(),
    )
    for client, person in ((phone, user), (desk, user), (foreign, stranger)):
        give_password(client, person.email)
    page = desk.get("/accounts/sessions/")
    assert "Safari · iPhone" in page.content.decode()
    of_phone = next(s for s in page.context["sessions"] if "iPhone" in s.user_agent)
    assert foreign.post(f"/accounts/sessions/{of_phone.pk}/end/").status_code == 404
    assert desk.get(f"/accounts/sessions/{of_phone.pk}/end/").status_code == 405
    assert phone.get("/accounts/email/").status_code == 200
    assert desk.post(f"/accounts/sessions/{of_phone.pk}/end/").status_code == 302
    assert phone.get("/accounts/email/")["Location"].startswith("/accounts/login/")
    assert desk.get("/accounts/email/").status_code == 200
    assert foreign.get("/accounts/email/").status_code == 200
    assert [e[0] for e in entries(user)].count("session_ended") == 1


def test_all_others_at_once() -> None:
    user, _ = make.person(make.organisation(), second_factor=False)
    clients = [Client() for _ in range(3)]
    for client in clients:
        give_password(client, user.email)
    clients[0].post("/accounts/sessions/")
    assert [c.get("/accounts/email/").status_code for c in clients] == [200, 302, 302]
    assert [e[0] for e in entries(user)].count("session_ended") == 2


def test_a_new_password_signs_out_every_other_device() -> None:
    user, _ = make.person(make.organisation(), second_factor=False)
    here, there = Client(), Client()
    give_password(here, user.email)
    give_password(there, user.email)
    new = "quite another horse"
    changed = here.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert changed.status_code == 302
    assert here.get("/accounts/email/").status_code == 200
    assert there.get("/accounts/email/")["Location"].startswith("/accounts/login/")
    assert len(here.get("/accounts/sessions/").context["sessions"]) == 1
    assert entries(user)[-1][0] == "password_changed"


def test_the_log_tells_what_happened_and_keeps_no_secret() -> None:
    user, _ = make.person(make.organisation())
    client = Client()
    give_password(client, user.email, "a guess that is not mine")
    give_password(client, user.email)
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    client.post("/accounts/2fa/authenticate/", {"code": code_now(make.TOTP_SECRET)})
    client.post("/accounts/logout/")
    give_password(Client(), "my-password-by-mistake@example.org", "x")
    told = entries(user)
    assert [action for action, _ in told if action != "factor_added"] == [
        "refused",
        "refused",
        "signed_in",
        "signed_out",
    ]
    assert [data["reason"] for action, data in told if action == "refused"] == ["password", "totp"]
    assert next(data for action, data in told if action == "signed_in") == {"methods": ["password", "totp"]}
    everything = str(list(AuditEntry.objects.values("subject", "data", "actor_label")))
    assert "a guess" not in everything
    assert "by-mistake" not in everything
    assert "127.0.0.1" not in everything
    assert audit.verify(f"person:{user.pk}") is None


def test_an_operator_takes_lost_factors_away(django_capture_on_commit_callbacks: Any) -> None:
    university = make.organisation()
    user, _ = make.person(university)
    client = Client()
    give_password(client, user.email)
    client.post("/accounts/2fa/authenticate/", {"code": code_now(make.TOTP_SECRET)})
    with pytest.raises(ValueError, match="why"):
        remove_second_factors(user, reason=" ")
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_second_factors(user, reason="phone lost, seen in person") == 1
    assert client.get("/accounts/email/")["Location"].startswith("/accounts/login/")
    assert actor_of(user).lacks_second_factor
    last = AuditEntry.objects.filter(chain=f"person:{user.pk}", action="signing_in.factors_taken").get()
    assert (last.actor_kind, last.data["reason"]) == ("system", "phone lost, seen in person")
    assert mail.outbox[-1].to == [user.email]
    assert "第二验证方式" in mail.outbox[-1].body
