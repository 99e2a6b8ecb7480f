"""Facet counts: right under every selection, a facet's own choice left out of its own counts."""

from itertools import product

import pytest

from qianqiao.core import outbox
from qianqiao.core.actor import ANONYMOUS
from qianqiao.search.queries import Results, search
from tests.factories import records as make

pytestmark = pytest.mark.django_db
Stock = list[dict[str, object]]


@pytest.fixture
def stock() -> Stock:
    """Achievements over all combinations of two fields, two provinces, two bands."""
    owner = make.organisation()
    combinations = product(
        ["biomedicine", "new_materials"], ["330200", "510100"], [2, 8], [["licence"], ["licence", "equity"]]
    )
    rows: Stock = []
    for field, region, trl, modes in list(combinations)[:13]:
        make.achievement(owner, fields=[field], region=region, trl=trl, modes=modes, price_model="negotiable")
        rows.append(
            {
                "field": [field],
                "region": [region[:2] + "0000"],
                "trl": ["1-3" if trl < 4 else "7-9"],
                "mode": modes,
            }
        )
    outbox.deliver_all()
    return rows


def told(results: Results, name: str) -> dict[str, int]:
    facet = next(facet for facet in results.facets if facet.name == name)
    return {option.value: option.count for option in facet.options if option.count}


def expected(stock: Stock, name: str, chosen: dict[str, list[str]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in stock:
        if all(set(values) & set(row[other]) for other, values in chosen.items() if other != name):  # type: ignore[call-overload]
            for value in row[name]:  # type: ignore[attr-defined]
                counts[value] = counts.get(value, 0) + 1
    return counts


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"field": ["biomedicine"]},
        {"field": ["biomedicine", "new_materials"]},
        {"field": ["biomedicine"], "trl": ["7-9"]},
        {"field": ["new_materials"], "region": ["510000"], "mode": ["equity"]},
        {
            "field": ["new_materials"],
            "region": ["330000"],
            "mode": ["equity", "licence"],
            "trl": ["1-3", "7-9"],
        },
    ],
)
def test_counts_are_those_of_the_rows(stock: Stock, chosen: dict[str, list[str]]) -> None:
    results = search("", actor=ANONYMOUS, filters=chosen)
    for name in ("field", "region", "trl", "mode"):
        assert told(results, name) == expected(stock, name, chosen), name
    matching = [row for row in stock if all(set(v) & set(row[n]) for n, v in chosen.items())]  # type: ignore[call-overload]
    assert results.total == len(matching)


def test_each_count_is_what_a_click_shows(stock: Stock) -> None:
    chosen = {"field": ["biomedicine"]}
    for value, count in told(search("", actor=ANONYMOUS, filters=chosen), "region").items():
        assert search("", actor=ANONYMOUS, filters={**chosen, "region": [value]}).total == count


def test_names_come_in_the_readers_language(stock: Stock) -> None:
    labels = {}
    for language in ("zh-hans", "en"):
        results = search("", actor=ANONYMOUS, language=language)
        labels[language] = {f.name: (f.label, {o.label for o in f.options}) for f in results.facets}
    assert labels["zh-hans"]["field"] == ("技术领域", {"生物医药", "新材料"})
    assert labels["en"]["region"] == ("Region", {"Zhejiang", "Sichuan"})
    assert labels["zh-hans"]["kind"] == ("类别", {"科技成果"})
    assert labels["zh-hans"]["trl"][1] == {"1–3 级：原理到概念验证", "7–9 级：样机应用到产业化"}


def test_a_chosen_value_without_records_can_be_taken_back(stock: Stock) -> None:
    results = search("", actor=ANONYMOUS, filters={"field": ["aerospace_marine"]})
    facet = next(facet for facet in results.facets if facet.name == "field")
    assert [(o.value, o.count) for o in facet.options if o.selected] == [("aerospace_marine", 0)]
    assert results.total == 0


def test_owners_are_named_and_filtered_by_number() -> None:
    one, other = make.organisation(name="示例甲大学", name_en="Example A"), make.organisation()
    make.achievement(one), make.achievement(one), make.achievement(other)
    outbox.deliver_all()
    results = search("", actor=ANONYMOUS, language="en")
    option = next(f for f in results.facets if f.name == "owner").options[0]
    assert (option.value, option.label, option.count) == (one.number, "Example A", 2)
    assert search("", actor=ANONYMOUS, filters={"owner": [one.number]}).total == 2
