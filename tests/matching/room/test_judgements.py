"""Judgements: one click, one per person and pair, hidden for that person only, audited, and labels to learn from."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from qianqiao.core import audit
from qianqiao.core.actor import ANONYMOUS, Actor, ActorKind
from qianqiao.core.models import AuditEntry
from qianqiao.core.workflow import Refusal
from qianqiao.demands.models import Demand
from qianqiao.matching.domain.judgements import judge, withdraw_judgement
from qianqiao.matching.domain.runs import ENGINE, matches_of
from qianqiao.matching.labels import PRECEDENCE
from qianqiao.matching.models import MatchJudgement
from qianqiao.matching.reads.judgements import labels, one_per_pair
from qianqiao.organisations.models import User
from tests.factories import records as make

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}
FITTING = {
    "title": "铸件内部缺陷的射线快速识别",
    "title_en": "Fast X-ray recognition of internal casting defects",
    "problem": "想用射线成像与深度网络识别铝合金压铸件内部的气孔与缩松，单件检测时间不超过六秒。",
    "problem_en": "We want X-ray imaging and a deep network that find pores inside aluminium die castings.",
}


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def operator() -> tuple[User, Actor]:
    user, actor = make.person()
    User.objects.filter(pk=user.pk).update(is_staff=True)
    return user, Actor(
        ActorKind.PERSON, user_id=user.pk, label=actor.label, platform=frozenset({"platform.run"})
    )


def click(client: Client, demand: Demand, offer: str, *, hx: bool = False, **values: str) -> str:
    """Posts what a button of the card posts; returns the answer or, without a script, the page it leads to."""
    path = f"/demands/{demand.number}/matches/"
    data = {"subject": demand.number, "candidate": offer, "show": "offers", "next": path, **values}
    response = client.post("/match/judge", data, follow=not hx, headers=HX if hx else {})
    assert response.status_code == 200
    return response.content.decode()


def test_a_judgement_keeps_what_the_person_saw() -> None:
    demand, offer = make.demand(**FITTING), make.achievement()
    _, own = make.person(demand.organisation)
    found = matches_of(demand, "offers", actor=own)
    judgement = judge(demand, offer, "offers", verdict="unsuitable", reason="price", actor=own)
    assert (judgement.demand, judgement.offer) == (demand.number, offer.number)
    assert (judgement.run, judgement.rank, judgement.score) == (found.run, 1, found.matches[0].score)
    assert judgement.engine == ENGINE
    assert judgement.encoder == found.encoder != ""
    assert judgement.who == "demand_side"
    entry = AuditEntry.objects.get(action="matching.judged")
    assert entry.chain == demand.organisation.audit_chain
    assert audit.verify(entry.chain) is None


def test_a_second_judgement_takes_the_place_of_the_first() -> None:
    demand, offer = make.demand(**FITTING), make.achievement()
    _, own = make.person(demand.organisation)
    first = judge(demand, offer, "offers", verdict="unsuitable", reason="price", actor=own)
    # the same pair from the offer's page
    second = judge(offer, demand, "demands", verdict="useful", actor=own)
    assert (first.pk, second.verdict, second.reason) == (second.pk, "useful", "")
    assert second.created_at == first.created_at
    _, other = make.person()
    judge(demand, offer, "offers", verdict="useful", actor=other)
    assert MatchJudgement.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"verdict": "splendid"}, "verdict_unknown"),
        ({"verdict": "unsuitable"}, "reason_unknown"),
        ({"verdict": "unsuitable", "reason": "moon"}, "reason_unknown"),
        ({"verdict": "unsuitable", "reason": "other", "text": "  "}, "text_missing"),
    ],
)
def test_what_is_not_understood_writes_nothing(values: dict[str, str], code: str) -> None:
    demand, offer = make.demand(**FITTING), make.achievement()
    _, actor = make.person()
    with pytest.raises(Refusal) as refusal:
        judge(demand, offer, "offers", actor=actor, **values)
    assert refusal.value.code == code
    assert not MatchJudgement.objects.exists()
    assert not AuditEntry.objects.filter(action="matching.judged").exists()


def test_visitors_and_strangers_of_a_sealed_demand_judge_nothing() -> None:
    demand, offer = make.demand(**FITTING), make.achievement()
    sealed = make.demand(confidentiality="sealed", **FITTING)
    _, actor = make.person()
    for row, by in ((demand, ANONYMOUS), (sealed, actor)):
        with pytest.raises(Refusal) as refusal:
            judge(row, offer, "offers", verdict="useful", actor=by)
        assert refusal.value.code == "not_allowed"


def test_a_pair_under_a_hard_limit_is_not_judged() -> None:
    offer = make.achievement(price_model="lump_sum", price_amount="2000000")
    demand = make.demand(**FITTING, budget_max="800000")
    _, actor = make.person()
    with pytest.raises(Refusal) as refusal:
        judge(demand, offer, "offers", verdict="useful", actor=actor)
    assert refusal.value.code == "ruled_out"


def test_who_judges_is_kept_with_the_judgement() -> None:
    demand, offer = make.demand(**FITTING), make.achievement()
    people = {
        "demand_side": make.person(demand.organisation)[1],
        "offer_side": make.person(offer.owner)[1],
        "operator": operator()[1],
        "reader": make.person(make.organisation())[1],
    }
    for who, actor in people.items():
        assert judge(demand, offer, "offers", verdict="useful", actor=actor).who == who


def test_judgements_become_levels_and_one_counts_per_pair() -> None:
    demand, offer, other = make.demand(**FITTING), make.achievement(), make.patent()
    sides = [make.person(demand.organisation)[1], make.person(offer.owner)[1], make.person()[1]]
    judge(demand, offer, "offers", verdict="unsuitable", reason="off_topic", actor=sides[0])
    judge(demand, offer, "offers", verdict="useful", actor=sides[1])
    judge(demand, offer, "offers", verdict="useful", actor=sides[2])
    judge(demand, other, "offers", verdict="unsuitable", reason="too_early", actor=sides[0])
    assert [(one.offer, one.level, one.who) for one in labels(PRECEDENCE)] == [
        (offer.number, 1, "demand_side"),
        (offer.number, 3, "offer_side"),
        (offer.number, 3, "reader"),
        (other.number, 2, "demand_side"),
    ]
    assert [one.who for one in labels()].count("reader") == 0
    assert [(one.offer, one.level) for one in one_per_pair(labels(PRECEDENCE))] == [
        (offer.number, 1),
        (other.number, 2),
    ]


def test_the_newer_word_counts_within_one_side() -> None:
    demand, offer = make.demand(**FITTING), make.achievement()
    first, second = (make.person(demand.organisation)[1] for _ in range(2))
    judge(demand, offer, "offers", verdict="useful", actor=first)
    judge(demand, offer, "offers", verdict="unsuitable", reason="off_topic", actor=second)
    assert [one.level for one in one_per_pair(labels())] == [1]


def test_somebody_elses_judgement_cannot_be_taken_back() -> None:
    demand, offer = make.demand(**FITTING), make.achievement()
    _, actor = make.person()
    judgement = judge(demand, offer, "offers", verdict="useful", actor=actor)
    with pytest.raises(Refusal):
        withdraw_judgement(judgement, actor=make.person()[1])
    assert MatchJudgement.objects.count() == 1
    withdraw_judgement(judgement, actor=actor)
    assert not MatchJudgement.objects.exists()
    assert AuditEntry.objects.filter(action="matching.judgement_withdrawn").count() == 1


def test_one_click_without_a_script_and_back(client: Client) -> None:
    demand, offer = make.demand(**FITTING), make.achievement()
    user, _ = make.person()
    client.force_login(user)
    page = click(client, demand, offer.number, verdict="unsuitable", reason="too_early")
    assert "已标为不合适" in page
    assert "还太早" in page
    assert f'id="c-{offer.number}"' not in page
    assert "1 项您已标为不合适" in page
    client.force_login(make.person()[0])
    assert f'id="c-{offer.number}"' in client.get(f"/demands/{demand.number}/matches/").content.decode()
    client.force_login(user)
    page = click(client, demand, offer.number, verdict="")
    assert f'id="c-{offer.number}"' in page
    assert not MatchJudgement.objects.exists()


def test_a_script_gets_the_card_as_it_stands(client: Client) -> None:
    demand, offer = make.demand(**FITTING), make.achievement()
    client.force_login(make.person()[0])
    card = click(client, demand, offer.number, hx=True, verdict="useful")
    assert card.strip().startswith(f'<li id="c-{offer.number}"')
    assert 'aria-pressed="true"' in card
    line = click(client, demand, offer.number, hx=True, verdict="unsuitable", reason="off_topic")
    assert "不相关" in line
    assert "<article" not in line
    refused = click(client, demand, offer.number, hx=True, verdict="unsuitable", reason="other")
    assert "请用几个字说明" in refused
    assert MatchJudgement.objects.get().reason == "off_topic"


def test_a_foreign_draft_and_an_address_elsewhere(client: Client) -> None:
    demand, offer = make.demand(**FITTING), make.achievement()
    draft = make.achievement(publish=False)
    client.force_login(make.person()[0])
    data = {"subject": demand.number, "show": "offers", "verdict": "useful"}
    assert client.post("/match/judge", {**data, "candidate": draft.number}).status_code == 404
    answer = client.post(
        "/match/judge", {**data, "candidate": offer.number, "next": "https://example.net/taken"}
    )
    assert answer["Location"] == f"/demands/{demand.number}/matches/#c-{offer.number}"
    client.logout()
    assert client.post("/match/judge", {**data, "candidate": offer.number})["Location"].startswith(
        "/accounts/login/"
    )
    assert client.get("/match/judge").status_code in {302, 405}


def test_a_visitor_sees_no_buttons(client: Client) -> None:
    demand = make.demand(**FITTING)
    make.achievement()
    page = client.get(f"/demands/{demand.number}/matches/").content.decode()
    assert "<article" in page
    assert "/match/judge" not in page
