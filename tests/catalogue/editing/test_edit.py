"""An offer edited in the browser and by the domain: nothing lost, nothing of others."""

from typing import Any

import pytest
from django.test import Client

from qianqiao.catalogue.domain.editing import save_record
from qianqiao.catalogue.models import Achievement, Patent
from qianqiao.core.models import OutboxEvent
from qianqiao.core.workflow import Refusal
from tests.factories import records as make

pytestmark = pytest.mark.django_db


def signed_in(client: Client, offer: Achievement | Patent) -> None:
    user, _actor = make.person(offer.owner)
    client.force_login(user)
    client.cookies["django_language"] = "en"


def sent(offer: Achievement | Patent, **values: Any) -> dict[str, Any]:
    """The form as a browser would send it."""
    text = {"summary": offer.summary} if isinstance(offer, Achievement) else {"abstract": offer.abstract}
    return {
        "version": offer.version,
        "title": offer.title,
        "title_en": offer.title_en,
        "trl": offer.trl or "",
        "modes": offer.modes,
        "rows": "0",
        **text,
        **values,
    }


def test_a_saved_page_changes_the_record_and_tells_of_it(client: Client) -> None:
    offer = make.achievement()
    signed_in(client, offer)
    row = {
        "rows": "1",
        "row-0-name": "单件时间",
        "row-0-comparison": "eq",
        "row-0-value": "4.2",
        "row-0-unit": "s",
    }
    terms = {"price_model": "lump_sum", "price_amount": "30万", "trl": "8"}
    answer = client.post(f"/offers/{offer.number}/edit", sent(offer, **row, **terms))
    fresh = Achievement.objects.get(pk=offer.pk)
    assert answer.status_code == 302
    assert (fresh.trl, str(fresh.price_amount), fresh.revision) == (8, "300000.00", offer.revision + 1)
    assert [str(one) for one in fresh.indicators.all()] == ["单件时间 = 4.2 s"]
    assert fresh.quality_score > offer.quality_score
    assert (fresh.keywords, fresh.state, fresh.fields) == (offer.keywords, "published", offer.fields)
    assert OutboxEvent.objects.filter(kind="catalogue.records_changed").count() == 2


def test_a_patent_is_edited_too(client: Client) -> None:
    offer = make.patent()
    signed_in(client, offer)
    assert client.get(f"/offers/{offer.number}/edit").status_code == 200
    client.post(
        f"/offers/{offer.number}/edit",
        sent(offer, open_licence="on", problem="低温下容量衰减快。"),
    )
    fresh = Patent.objects.get(pk=offer.pk)
    assert fresh.open_licence
    assert fresh.problem == "低温下容量衰减快。"
    assert fresh.application_number == offer.application_number


def test_a_save_on_an_old_version_keeps_both(client: Client) -> None:
    offer = make.achievement()
    signed_in(client, offer)
    client.post(f"/offers/{offer.number}/edit", sent(offer, title="甲先改的成果标题"))
    answer = client.post(f"/offers/{offer.number}/edit", sent(offer, title="乙后改的成果标题"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "甲先改的成果标题" in page
    assert 'value="乙后改的成果标题"' in page
    assert Achievement.objects.get().title == "甲先改的成果标题"


def test_a_title_is_needed(client: Client) -> None:
    offer = make.achievement()
    signed_in(client, offer)
    assert client.post(f"/offers/{offer.number}/edit", sent(offer, title="")).status_code == 422


def test_a_row_more(client: Client) -> None:
    offer = make.achievement()
    signed_in(client, offer)
    page = client.post(f"/offers/{offer.number}/edit", sent(offer, row="add")).content.decode()
    assert 'name="row-0-name"' in page
    assert Achievement.objects.get().version == offer.version


def test_drafts_of_others_are_unknown_and_published_ones_closed(client: Client) -> None:
    own, other, draft = make.achievement(), make.achievement(), make.achievement(publish=False)
    signed_in(client, own)
    assert client.get(f"/offers/{draft.number}/edit").status_code == 404
    assert client.get(f"/offers/{other.number}/edit").status_code == 403
    assert (
        client.post(f"/offers/{other.number}/edit", sent(other, title="外人改的成果标题")).status_code == 403
    )


def test_others_may_not_save_through_the_domain() -> None:
    offer = make.achievement()
    _user, stranger = make.person(make.organisation())
    with pytest.raises(Refusal, match="not_allowed"):
        save_record(offer, {"title": "外人改的成果标题"}, actor=stranger, expected_version=offer.version)


def test_in_chinese(client: Client) -> None:
    offer = make.achievement()
    signed_in(client, offer)
    client.cookies["django_language"] = "zh-hans"
    page = client.get(f"/offers/{offer.number}/edit").content.decode()
    assert "成果名称" in page
    assert "Save" not in page
