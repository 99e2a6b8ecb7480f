"""Hard limits: named, apart from the score, and never broken."""

import random
from datetime import date, timedelta
from decimal import Decimal

from qianqiao.matching.engine import Audience, Corpus, HardLimit, Match, Matcher, Record
from qianqiao.matching.engine.scoring.limits import pair_limit
from tests.matching.engine.stock import DEMAND, OFFERS

TODAY = date(2026, 11, 23)
WORDS = ("压铸", "气孔", "检测", "电池", "薄膜", "涂层", "氨氮", "激光")


def random_record(chance: random.Random, record_id: str, kind: str) -> Record:
    """Any mixture of what can and cannot be a match."""
    text = "，".join(chance.choices(WORDS, k=5))
    day = chance.choice([None, TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
    return Record(
        record_id,
        text[:5],
        text,
        kind=kind,
        confidentiality=chance.choice(["", "public", "sealed"]),
        state=chance.choice(["", "published", "published", "withdrawn", "suspended", "expired", "draft"]),
        valid_until=day,
        owner=chance.choice(["", "甲", "乙"]),
        price_model=chance.choice(["", "lump_sum", "negotiable", "free", "annual"]),
        price_amount=chance.choice([None, Decimal(5), Decimal(15), Decimal(25)]),
        budget_max=chance.choice([None, Decimal(10), Decimal(20)]),
    )


def is_forbidden(demand: Record, offer: Record, owner: str) -> bool:
    """The limits said once more in plain words."""
    for record in (demand, offer):
        if record.confidentiality == "sealed" and (not record.owner or record.owner != owner):
            return True
        if record.state not in {"", "published"}:
            return True
        if record.valid_until is not None and record.valid_until < TODAY:
            return True
    if offer.price_model in {"free", "negotiable"}:
        return False
    return None not in {offer.price_amount, demand.budget_max} and offer.price_amount > demand.budget_max


def test_no_limit_is_broken_in_ten_thousand_random_pairs() -> None:
    chance = random.Random(20261123)
    seen = 0
    for _ in range(25):
        offers = [random_record(chance, f"o{number}", "patent") for number in range(40)]
        by_id = {offer.id: offer for offer in offers}
        corpus = Corpus.build(offers)
        for owner in ("", "甲"):
            audience = Audience(frozenset({owner}), TODAY)
            for number in range(6):
                demand = random_record(chance, f"d{number}", "demand")
                allowed = {o.id for o in offers if not is_forbidden(demand, o, owner)}
                found = {
                    m.offer_id for m in Matcher(corpus).ranking(demand, 40, audience, explained=False).matches
                }
                assert found == allowed
                seen += len(by_id)
    assert seen >= 10_000


def test_a_limit_names_its_reason() -> None:
    dear = Record("o", "气孔检测", "气孔检测", price_model="lump_sum", price_amount=Decimal(900_000))
    limit = Matcher(Corpus.build([dear])).score(DEMAND, dear, Audience(today=TODAY))
    assert isinstance(limit, HardLimit)
    assert (limit.code, limit.params["price"], limit.params["budget"]) == ("over_budget", "900000", "500000")


def test_open_prices_and_open_budgets_limit_nothing() -> None:
    open_price = Record("o", "气孔检测", "气孔检测", price_model="negotiable", price_amount=Decimal(900_000))
    assert pair_limit(DEMAND, open_price, Audience(today=TODAY)) is None


def test_a_sealed_query_is_used_for_its_owner_alone() -> None:
    sealed = Record("D", "气孔", "内部气孔检测", kind="demand", confidentiality="sealed", owner="甲")
    matcher = Matcher(Corpus.build(OFFERS))
    refused = matcher.ranking(sealed, audience=Audience(today=TODAY))
    assert refused.matches == ()
    assert refused.limited[0].code == "sealed"
    assert matcher.rank(sealed, audience=Audience(frozenset({"甲"}), TODAY))


def test_what_a_limit_kept_from_the_top_is_told() -> None:
    dear = Record("o", OFFERS[0].title, OFFERS[0].text, price_model="lump_sum", price_amount=Decimal(900_000))
    ranking = Matcher(Corpus.build([*OFFERS, dear])).ranking(DEMAND, 2, Audience(today=TODAY))
    assert [limit.offer_id for limit in ranking.limited] == ["o"]
    assert len(ranking.matches) == 2


def test_a_figure_stands_beside_a_limit_but_never_beside_sealed_text() -> None:
    dear = Record("o", OFFERS[0].title, OFFERS[0].text, price_model="lump_sum", price_amount=Decimal(900_000))
    sealed = Record("s", OFFERS[0].title, OFFERS[0].text, confidentiality="sealed", owner="甲")
    judged = Matcher(Corpus.build(OFFERS)).judged(DEMAND, [dear, sealed, OFFERS[0]], Audience(today=TODAY))
    assert judged[0][1] > 0
    assert judged[1][1] == 0
    assert isinstance(judged[2][0], Match)
