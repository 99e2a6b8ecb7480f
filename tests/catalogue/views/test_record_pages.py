"""Record pages of offers and experts: who sees what, in both languages, at which address."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from qianqiao.catalogue.domain.records import take_record_step
from qianqiao.core.actor import Actor
from tests.factories import records

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _language() -> Any:
    with translation.override("zh-hans"):
        yield


def linked_data(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_achievement_shows_everything_known(client: Client, language: str) -> None:
    offer = records.achievement(
        indicators=[{"name": "节拍", "name_en": "cycle", "comparison": "le", "value": "4.20", "unit": "s"}],
        price_model="annual",
        price_amount="120000",
    )
    client.cookies["django_language"] = language
    html = client.get(f"/offers/{offer.number}").content.decode()
    assert (offer.title if language == "zh-hans" else offer.title_en) in html
    assert "≤ 4.2 s" in html
    assert ("¥12万" if language == "zh-hans" else "¥120,000") in html
    data = linked_data(html)
    assert data["@type"] == "CreativeWork"
    assert data["identifier"] == [offer.number]


def test_a_patent_shows_its_legal_life(client: Client) -> None:
    patent = records.patent(legal_status="granted", ipc=["H01M 4/525"])
    patent.legal_events.create(happened_on="2024-01-02", status="granted", note="授权公告")
    html = client.get(f"/offers/{patent.number}").content.decode()
    assert patent.application_number in html
    assert "授权公告" in html
    assert "H01M" in html


def test_an_expert_is_told_by_works(client: Client) -> None:
    expert = records.expert()
    html = client.get(f"/experts/{expert.number}").content.decode()
    assert "压铸件射线检测" in html
    assert linked_data(html)["@type"] == "Person"


def test_other_spellings_are_redirected(client: Client) -> None:
    offer = records.achievement()
    short = f"a{offer.number[1:6]}{int(offer.number[6:])}"
    for path in (
        f"/offers/{short}",
        f"/offers/{offer.number}/",
        f"/achievements/{offer.number}",
        f"/experts/{offer.number}",
    ):
        response = client.get(f"{path}?a=1")
        assert response.status_code == 301
        assert response["Location"] == f"/offers/{offer.number}?a=1"


def test_a_foreign_draft_is_unknown(client: Client) -> None:
    owner = records.organisation()
    draft = records.achievement(owner, publish=False)
    user, _ = records.person(owner)
    stranger, _ = records.person(records.organisation())
    assert client.get(f"/offers/{draft.number}").status_code == 404
    client.force_login(stranger)
    assert client.get(f"/offers/{draft.number}").status_code == 404
    assert client.post(f"/offers/{draft.number}/steps/submit").status_code == 404
    client.force_login(user)
    assert client.get(f"/offers/{draft.number}").status_code == 200


def test_withdrawn_is_gone_but_a_withdrawn_draft_is_unknown(client: Client, system: Actor) -> None:
    public, never = records.achievement(), records.achievement(publish=False)
    for one in (public, never):
        take_record_step(one, "withdraw", actor=system, reason="重复")
    assert client.get(f"/offers/{public.number}").status_code == 410
    assert client.get(f"/offers/{never.number}").status_code == 404


def test_steps_by_button(client: Client) -> None:
    owner = records.organisation()
    draft = records.achievement(owner, publish=False)
    user, _ = records.person(owner)
    client.force_login(user)
    page = client.get(f"/offers/{draft.number}").content.decode()
    assert f'action="/offers/{draft.number}/steps/submit"' in page
    done = client.post(f"/offers/{draft.number}/steps/submit", {"version": draft.version})
    assert done.status_code == 303
    draft.refresh_from_db()
    assert draft.state == "in_review"
    stale = client.post(f"/offers/{draft.number}/steps/publish", {"version": draft.version - 1}, follow=True)
    assert "请重新查看" in stale.content.decode() or "changed" in stale.content.decode()
    draft.refresh_from_db()
    assert draft.state == "in_review"
    no_reason = client.post(f"/offers/{draft.number}/steps/return", {"version": draft.version}, follow=True)
    assert "reason" in no_reason.content.decode()
    assert client.post(f"/offers/{draft.number}/steps/nonsense").status_code == 303


def test_the_owner_sees_what_would_complete_the_record(client: Client) -> None:
    owner = records.organisation()
    offer = records.achievement(owner)
    user, _ = records.person(owner)
    assert "与现有方案对比 +" not in client.get(f"/offers/{offer.number}").content.decode()
    client.force_login(user)
    html = client.get(f"/offers/{offer.number}").content.decode()
    assert 'class="quality"' in html


def test_query_count(client: Client, django_assert_max_num_queries: Any) -> None:
    offer = records.patent()
    client.get(f"/offers/{offer.number}")
    with django_assert_max_num_queries(6):
        client.get(f"/offers/{offer.number}")
