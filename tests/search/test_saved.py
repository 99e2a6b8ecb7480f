"""Saved searches: kept, listed, renamed, removed; each person's own."""

import pytest
from django.test import Client

from qianqiao.search.models import SavedSearch
from tests.factories import records as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client: Client) -> Client:
    client.force_login(make.person()[0])
    return client


def save(
    client: Client, name: str = "钠电", query: str = "q=钠电&field=energy_storage", page: str = "offers"
) -> str:
    response = client.post("/my/searches/save", {"name": name, "page": page, "query": query}, follow=True)
    return response.content.decode()


def test_a_search_is_kept_in_canonical_form(signed_in: Client) -> None:
    told = save(signed_in, query="page=3&evil=1&field=energy_storage&q=钠电&format=xlsx")
    row = SavedSearch.objects.get()
    assert row.query == "q=%E9%92%A0%E7%94%B5&field=energy_storage"
    assert "检索已保存" in told
    assert "/offers/?q=%E9%92%A0%E7%94%B5&amp;field=energy_storage" in told


def test_names_are_given_once_and_never_empty(signed_in: Client) -> None:
    save(signed_in)
    assert "已有同名检索" in save(signed_in)
    assert "请给检索起个名称" in save(signed_in, name="  ")
    assert SavedSearch.objects.count() == 1


def test_rename_and_delete(signed_in: Client) -> None:
    save(signed_in)
    pk = SavedSearch.objects.get().pk
    signed_in.post(f"/my/searches/{pk}/rename", {"name": "  低温  钠电 "})
    assert SavedSearch.objects.get().name == "低温 钠电"
    told = signed_in.post(f"/my/searches/{pk}/delete", follow=True).content.decode()
    assert "还没有保存过检索" in told
    assert not SavedSearch.objects.exists()


def test_somebody_elses_search_is_unknown(signed_in: Client) -> None:
    save(signed_in)
    pk = SavedSearch.objects.get().pk
    signed_in.force_login(make.person()[0])
    assert "钠电" not in signed_in.get("/my/searches/").content.decode()
    for verb in ("rename", "delete"):
        assert signed_in.post(f"/my/searches/{pk}/{verb}", {"name": "x"}).status_code == 404
    assert SavedSearch.objects.get().name == "钠电"


def test_visitors_are_asked_to_sign_in(client: Client) -> None:
    assert client.get("/my/searches/")["Location"].startswith("/accounts/login/")
    assert client.post("/my/searches/save", {"name": "x"})["Location"].startswith("/accounts/login/")


def test_an_unknown_list_is_not_found(signed_in: Client) -> None:
    assert signed_in.post("/my/searches/save", {"name": "x", "page": "evil"}).status_code == 404
    assert signed_in.get("/my/searches/save").status_code == 405
