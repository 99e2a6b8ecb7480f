"""What people see and press: boxes in the list of own records, the record's page, undo; without scripts."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from qianqiao.core import clock, outbox
from qianqiao.core.models import AuditEntry
from qianqiao.docking.presenting.history import history
from qianqiao.oversight.presenting import told
from qianqiao.upkeep.domain.tending import tend
from qianqiao.upkeep.models import Renewal, Retirement
from tests.factories import dockings as docked
from tests.factories import records as make

pytestmark = pytest.mark.django_db


def soon() -> dict[str, object]:
    today = clock.today()
    return {"last_proven_alive": today - timedelta(days=345), "valid_until": today + timedelta(days=20)}


def posts(page: str) -> list[str]:
    return re.findall(r'<form[^>]*method="post"[^>]*action="([^"]+)"', page)


def page_of(client: Client, address: str) -> str:
    response = client.get(address, headers={"accept-language": "en"})
    assert response.status_code == 200, address
    return response.content.decode()


def test_chosen_and_all_from_the_list_then_undo() -> None:
    university = make.organisation()
    user, _ = make.person(university)
    rows = [make.patent(university, **soon()) for _ in range(3)]
    client = make.sign_in(Client(), user)
    page = page_of(client, "/my/records/?show=expiring")
    assert page.count('type="checkbox" name="number"') == 3
    assert "All 3 are still true" in page
    where = {"kind": "patents", "show": "expiring"}
    response = client.post("/my/records/renew", {**where, "number": [rows[0].number], "which": "chosen"})
    assert response.status_code == 303
    rows[0].refresh_from_db()
    assert rows[0].last_proven_alive == clock.today()
    page = page_of(client, response.headers["Location"])
    assert "1 record is confirmed as still true" in page
    undo = next(one for one in posts(page) if one.endswith("/undo"))
    response = client.post("/my/records/renew", {**where, "which": "all"})
    assert Renewal.objects.filter(batch=response.headers["Location"].rpartition("=")[2]).count() == 2
    client.post(undo, where)
    rows[0].refresh_from_db()
    assert rows[0].last_proven_alive != clock.today()
    response = client.post(
        "/my/records/renew", {**where, "which": "chosen"}, follow=True, headers={"accept-language": "en"}
    )
    assert "Choose at least one record." in response.content.decode()


def test_the_record_s_own_button_confirms_and_offers_undo() -> None:
    university = make.organisation()
    user, _ = make.person(university)
    record = make.achievement(university, **soon())
    client = make.sign_in(Client(), user)
    address = f"/offers/{record.number}"
    renew = f"/my/records/{record.number}/renew"
    assert renew in posts(page_of(client, address))
    assert client.post(renew, {"version": "7"}).status_code == 303
    assert not Renewal.objects.exists()
    client.post(renew, {"version": str(record.version)})
    page = page_of(client, address)
    assert "You have confirmed that this is still true" in page
    # only who clicked is offered the way back
    assert "You have confirmed" not in page_of(make.sign_in(Client(), make.person(university)[0]), address)
    client.post(next(one for one in posts(page) if one.endswith("/undo")), {"number": record.number})
    record.refresh_from_db()
    assert record.valid_until == clock.today() + timedelta(days=20)


def test_a_retired_patent_says_why_to_all_and_offers_undo_to_its_people() -> None:
    university = make.organisation()
    user, _ = make.person(university)
    patent = make.patent(university, legal_status="invalidated")
    tend()
    address, row = f"/offers/{patent.number}", Retirement.objects.get()
    seen, own = page_of(Client(), address), page_of(make.sign_in(Client(), user), address)
    undo = f"/my/records/retirements/{row.pk}/undo"
    assert "The patent was declared invalid." in seen
    assert "The patent was declared invalid." in own
    assert undo not in seen
    assert undo in posts(own)
    assert "专利权被宣告无效。" in Client().get(address, headers={"accept-language": "zh"}).content.decode()
    with translation.override("zh-hans"):
        assert told(AuditEntry.objects.get(action="patent.retire")).text.endswith("专利权被宣告无效。")
    make.sign_in(Client(), user).post(undo, {"version": str(row.version)})
    patent.refresh_from_db()
    assert patent.state == "published"


def test_the_question_stands_on_the_demand_for_its_people_alone() -> None:
    case, two = docked.case_in("agreed")
    outbox.deliver_all()
    row = Retirement.objects.get()
    firm = make.sign_in(Client(), two.firm_user)
    address, answer = f"/demands/{two.demand.number}", f"/my/records/retirements/{row.pk}/"
    assert answer not in page_of(make.sign_in(Client(), two.uni_user), address)
    assert answer not in page_of(Client(), address)
    assert {f"{answer}retire", f"{answer}keep"} <= set(posts(page_of(firm, address)))
    assert make.sign_in(Client(), two.uni_user).post(f"{answer}keep").status_code == 404
    assert firm.post(f"{answer}sleep").status_code == 404
    assert firm.post(f"{answer}retire", {"version": "1"}).status_code == 303
    assert "The demand has been solved." in page_of(Client(), address)
    with translation.override("zh-hans"):
        lines = [line.text for line in history(case, viewer="offer")]
    assert f"记录 {two.demand.number} 已下架；对接继续进行。" in lines
