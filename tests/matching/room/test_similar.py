"""Similar records: near ones of the same side, never itself, never what is sealed or not published."""

import pytest
from django.test import Client

from qianqiao.core.actor import ANONYMOUS
from qianqiao.matching.domain.runs import Withheld
from qianqiao.matching.similar import similar_to
from tests.factories import records as make
from tests.matching.room.test_judgements import FITTING

pytestmark = pytest.mark.django_db


def test_the_like_offer_is_found_and_itself_is_not() -> None:
    one, twin, far = make.achievement(), make.achievement(title="压铸件内部气孔的射线检测装置"), make.patent()
    make.achievement(publish=False)
    found = similar_to(one, actor=ANONYMOUS)
    assert [match.number for match in found.matches][:1] == [twin.number]
    assert one.number not in {match.number for match in found.matches}
    assert far.number not in {match.number for match in found.matches}
    assert found.stock_size == 3


def test_words_that_both_share_come_with_a_like_record() -> None:
    one, _twin = make.achievement(), make.achievement(title="压铸件内部气孔的射线检测装置")
    words = {term for term, _, _ in similar_to(one, actor=ANONYMOUS).matches[0].words}
    assert words
    text = f"{one.title}{one.summary}{one.title_en} {one.summary_en}".lower()
    assert [term for term in words if term.lower() not in text] == []


def test_like_demands_leave_sealed_ones_out() -> None:
    one, twin = make.demand(**FITTING), make.demand(title="压铸件气孔在线检测")
    sealed = make.demand(confidentiality="sealed", **FITTING)
    assert [match.number for match in similar_to(one, actor=ANONYMOUS).matches] == [twin.number]
    with pytest.raises(Withheld):
        similar_to(sealed, actor=ANONYMOUS)
    _, own = make.person(sealed.organisation)
    assert one.number in {match.number for match in similar_to(sealed, actor=own).matches}


def test_fragment_page_and_empty_page(client: Client) -> None:
    one = make.achievement()
    path = f"/offers/{one.number}/similar/"
    client.cookies["django_language"] = "zh-hans"
    assert "还没有足够相似" in client.get(path).content.decode()
    twin = make.achievement(title="压铸件内部气孔的射线检测装置")
    part = client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert twin.title in part
    assert "<html" not in part
    page = client.get(path).content.decode()
    assert twin.title in page
    assert f'hx-get="{path}"' in client.get(f"/offers/{one.number}").content.decode()
    assert client.get("/offers/A2020-000009/similar/").status_code == 404
    sealed = make.demand(confidentiality="sealed", **FITTING)
    assert client.get(f"/demands/{sealed.number}/similar/").status_code == 403
