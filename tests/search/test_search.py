"""What people type and what they find."""

import pytest

from qianqiao.core import outbox
from qianqiao.core.actor import ANONYMOUS
from qianqiao.search.queries import Results, search
from tests.factories import records as make

pytestmark = pytest.mark.django_db


def numbers(results: Results) -> list[str]:
    return [hit.number for hit in results.hits]


def look(text: str, **how: object) -> list[str]:
    return numbers(search(text, actor=ANONYMOUS, **how))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "钠离子电池",
        "鈉離子電池正極材料",
        "钠电池",
        "sodium battery",
        "sodium-ion batteries",
        "soduim",
        "cathod",
        "nlzdc",
        "202319900001.3",
        "ZL 2023 1990 0001.3",
        "20231990",
        "低温性能良好的钠离子电池正极",
    ],
)
def test_a_patent_is_found_by(text: str) -> None:
    patent, _other = make.patent(), make.achievement()
    outbox.deliver_all()
    assert look(text) == [patent.number]


def test_an_empty_text_lists_everything() -> None:
    made = {make.patent().number, make.achievement().number, make.expert().number, make.demand().number}
    outbox.deliver_all()
    assert set(look("")) == made


def test_nothing_is_found_by_words_that_nobody_wrote() -> None:
    make.patent()
    outbox.deliver_all()
    assert look("葡萄酒酿造") == []
