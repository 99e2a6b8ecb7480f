"""Atom feeds: valid, bilingual, by field, without anything sealed."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from qianqiao.core import clock
from tests.factories import records as make

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def read(client: Client, path: str) -> tuple[Any, ET.Element]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return answer, ET.fromstring(answer.content)  # noqa: S314  our own output


def titles(root: ET.Element) -> list[str]:
    return [entry.findtext(f"{ATOM}title") or "" for entry in root.iter(f"{ATOM}entry")]


def test_new_offers_in_both_languages(client: Client) -> None:
    make.achievement(), make.patent(), make.achievement(publish=False)
    answer, chinese = read(client, "/feeds/offers.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert "一种钠离子电池层状氧化物正极材料" in titles(chinese)
    assert len(titles(chinese)) == 2
    _, english = read(client, "/feeds/offers.atom?lang=en")
    assert "Fast X-ray recognition of internal casting defects" in titles(english)
    assert english.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_every_element_that_atom_requires(client: Client) -> None:
    made = make.achievement()
    _, root = read(client, "/feeds/offers.atom")
    for name in ("id", "title", "updated", "author"):
        assert root.find(f"{ATOM}{name}") is not None
    entry = next(root.iter(f"{ATOM}entry"))
    assert (entry.findtext(f"{ATOM}id") or "").endswith(f"/offers/{made.number}")
    assert entry.find(f"{ATOM}updated") is not None
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == "http://127.0.0.1:8000/feeds/offers.atom?lang=zh"


def test_one_field_only(client: Client) -> None:
    make.achievement(), make.patent()
    _, root = read(client, "/feeds/offers.atom?field=energy_storage")
    assert len(titles(root)) == 1


def test_sealed_text_is_in_no_feed(client: Client) -> None:
    make.demand(
        make.organisation("enterprise", name="密封企业甲", name_en="sealed enterprise"),
        confidentiality="sealed",
        title="密封标题甲",
        title_en="sealed title",
        problem="密封难题甲",
        public_summary="公开摘要甲",
    )
    for language in ("zh", "en"):
        answer, root = read(client, f"/feeds/demands.atom?lang={language}")
        told = answer.content.decode()
        assert "公开摘要甲" in told
        assert "密封标题" not in told + "".join(titles(root))
        assert "密封难题" not in told
        assert "密封企业" not in told
        assert "sealed " not in told


def test_expired_records_leave_the_feed(client: Client) -> None:
    make.demand()
    with clock.frozen(clock.now() + timedelta(days=400)):
        _, root = read(client, "/feeds/demands.atom")
    assert titles(root) == []


def test_an_unchanged_feed_is_not_sent_twice(client: Client) -> None:
    make.demand()
    first, _ = read(client, "/feeds/demands.atom")
    again = client.get("/feeds/demands.atom", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("query", ["field=alchemy", "lang=de", "kind=patent"])
def test_wrong_parameters_are_named(client: Client, query: str) -> None:
    answer = client.get(f"/feeds/offers.atom?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == query.partition("=")[0]
