"""The pages of the shell, in both languages."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.factories import records

pytestmark = pytest.mark.django_db
PUBLIC = ["/", "/about/", "/accessibility/", "/_/components/", "/accounts/login/", "/accounts/signup/"]


def client(language: str = "zh-hans", **kwargs: Any) -> Client:
    browser = Client(**kwargs)
    browser.cookies["django_language"] = language
    return browser


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages(path: str, language: str) -> None:
    response = client(language).get(path)
    html = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{"zh-Hans" if language == "zh-hans" else "en"}">' in html
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert 'id="main"' in html
    assert "unsafe" not in response["Content-Security-Policy"]
    identifiers = re.findall(r'\sid="([^"]+)"', html)
    assert len(identifiers) == len(set(identifiers))


@pytest.mark.parametrize("path", [path for path in PUBLIC if "components" not in path])
def test_chinese_pages_have_no_english_left(path: str) -> None:
    html = client().get(path).content.decode()
    body = html[html.index("<body") :]
    text = re.sub(r"<[^>]+>", " ", body)
    words = set(re.findall(r"[A-Za-z]{3,}", text))
    assert words <= {"English", "JavaScript", "Apache", "Atom", "WCAG", "axe", "core", "API"}


def test_the_home_page_counts_what_is_published() -> None:
    records.achievement()
    records.achievement(publish=False)
    records.demand()
    response = client("en").get("/")
    figures = {str(figure["label"]): figure["value"] for figure in response.context["figures"]}
    assert figures["achievements and patents on offer"] == 1
    assert figures["demands waiting for an answer"] == 1
    assert "Fast X-ray recognition of internal casting defects" in response.content.decode()


def test_an_empty_site_shows_no_zeros_but_a_way_to_fill_it() -> None:
    html = client("en").get("/").content.decode()
    assert "No offer is published yet" in html
    assert 'class="figures"' not in html


def test_sealed_demands_stay_off_the_home_page() -> None:
    records.demand(title="机密配方", title_en="Secret recipe", confidentiality="sealed")
    html = client("en").get("/").content.decode()
    assert "Secret recipe" not in html
    assert "机密配方" not in html


def test_the_home_page_varies_its_fields() -> None:
    for n in range(6):
        records.achievement(title_en=f"Same field {n}")
    records.achievement(title_en="Other field", fields=["new_materials"])
    shown = [str(row["title"]) for row in client("en").get("/").context["new_offers"]]
    assert "Other field" in shown
    assert len(shown) == 5


def test_home_asks_the_database_little(django_assert_max_num_queries: Any) -> None:
    for _ in range(5):
        records.achievement()
        records.demand()
    with django_assert_max_num_queries(10):
        client().get("/")


def test_my_records_needs_a_sign_in() -> None:
    response = client().get("/my/records/")
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/my/records/"


def test_my_records_shows_only_our_own() -> None:
    ours, theirs = records.organisation(), records.organisation()
    records.achievement(ours, title_en="Our draft", publish=False)
    records.achievement(theirs, title_en="Their offer")
    user, _ = records.person(ours)
    browser = client("en")
    browser.force_login(user)
    html = browser.get("/my/records/").content.decode()
    assert "Our draft" in html
    assert "Their offer" not in html
    assert "Draft 1" in re.sub(r"\s+", " ", html)
    assert "Our draft" not in browser.get("/my/records/?show=published").content.decode()
    assert browser.get("/my/records/?kind=patents&page=9").status_code == 200


def test_a_person_without_organisation_is_told_what_to_do() -> None:
    user, _ = records.person()
    browser = client("en")
    browser.force_login(user)
    assert "belongs to no organisation yet" in browser.get("/my/records/").content.decode()


def test_the_language_switch_works_without_script() -> None:
    browser = client()
    browser.post("/i18n/setlang/", {"language": "en", "next": "/about/"})
    assert "About Qianqiao" in browser.get("/about/").content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "这个网址下没有内容"), ("en", "There is nothing at this address")]
)
def test_not_found_offers_a_way_out(language: str, words: str) -> None:
    response = client(language).get("/nowhere/")
    assert response.status_code == 404
    assert words in response.content.decode()
    assert 'href="/offers/"' in response.content.decode()


def test_an_expired_form_says_so() -> None:
    response = client("en", enforce_csrf_checks=True).post("/i18n/setlang/", {"language": "en"})
    assert response.status_code == 403
    assert "This form has expired" in response.content.decode()


@pytest.mark.parametrize("sample", [True, False])
def test_sample_data_wears_its_banner(settings: Any, sample: bool) -> None:
    settings.QIANQIAO_SAMPLE_DATA = sample
    assert ("sample-banner" in client().get("/about/").content.decode()) is sample


def test_the_server_error_page_needs_no_request() -> None:
    from django.template.loader import render_to_string  # noqa: PLC0415  beside its only use

    assert "500" in render_to_string("500.html")
