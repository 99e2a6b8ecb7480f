"""Nothing that is not public goes to a service, unless a setting of its own allows it."""

from collections.abc import Iterator
from typing import Any

import pytest

from qianqiao.core.actor import ANONYMOUS
from qianqiao.matching import jobs
from qianqiao.matching.domain.runs import matches_of, matches_of_text
from tests.factories import records as make
from tests.matching.encoders.scripted_service import Answer, Scripted, serving
from tests.matching.models.services import embedding_service, sent, use_service, vectors

pytestmark = pytest.mark.django_db
SECRET = "浆料流变秘方"


@pytest.fixture
def service() -> Iterator[Scripted]:
    """Answers for embeddings and for a second opinion alike."""

    def answer(number: int, request: dict[str, Any]) -> Answer:
        if "documents" in request:
            rows = [{"index": n, "relevance_score": -n} for n in range(len(request["documents"]))]
            return Answer({"results": rows})
        return vectors(number, request)

    with serving(answer) as running:
        yield running


@pytest.fixture
def site(settings: Any, service: Scripted) -> Any:
    use_service(settings, service.url)
    settings.QIANQIAO_RERANK = {"url": service.url, "model": "judge"}
    make.achievement()
    make.patent()
    return settings


def ask_everything(service: Scripted) -> str:
    """Sealed, summary-public and draft demands matched for their owner, and a text asked; what the service saw."""
    owner = make.organisation("enterprise")
    _, own = make.person(owner)
    problem = f"{SECRET}：铝合金压铸件内部气孔的射线检测难题，需要在线解决。"
    sealed = make.demand(owner, confidentiality="sealed", problem=problem)
    summary = make.demand(
        owner, confidentiality="summary_public", problem=problem, public_summary="在线检出压铸件气孔"
    )
    draft = make.demand(owner, publish=False, problem=problem)
    jobs.take_in([sealed.number, summary.number, draft.number])
    jobs.backfill()
    for demand in (sealed, summary, draft):
        for direction in ("offers", "experts"):
            assert matches_of(demand, direction, actor=own).unreachable == ()
    assert matches_of_text(problem, "offers").unreachable == ()
    assert matches_of(summary, "offers", actor=ANONYMOUS).unreachable == ()
    return sent(service)


def test_only_public_texts_are_sent(site: Any, service: Scripted) -> None:
    told = ask_everything(service)
    assert "在线检出压铸件气孔" in told
    assert SECRET not in told


def test_all_is_sent_where_a_further_setting_allows_it(site: Any, service: Scripted) -> None:
    site.QIANQIAO_SEND_SEALED_TEXTS = True
    assert SECRET in ask_everything(service)


def test_without_consent_nothing_is_sent_at_all(site: Any, service: Scripted) -> None:
    jobs.backfill()
    assert service.requests
    service.requests.clear()
    site.QIANQIAO_SEND_TEXTS = False
    site.QIANQIAO_SEND_SEALED_TEXTS = True
    ask_everything(service)
    assert service.requests == []


def test_public_demands_are_compared_by_the_service_too(site: Any, service: Scripted) -> None:
    jobs.backfill()
    found = matches_of(make.demand(), "offers", actor=ANONYMOUS)
    assert {"endpoint", "rerank"} <= set(found.compared_by)


def test_a_service_that_is_slow_holds_a_page_up_once(site: Any, service: Scripted) -> None:
    jobs.backfill()
    demand = make.demand()
    with embedding_service() as slow:
        slow.answer = lambda n, request: Answer(vectors(n, request).body, after=5)
        use_service(site, slow.url, rest="30")
        found = matches_of(demand, "offers", actor=ANONYMOUS)
        assert found.unreachable == ("endpoint",)
        matches_of_text("想在线检出压铸件气孔", "offers")
        matches_of(demand, "offers", actor=ANONYMOUS)
        assert len(slow.requests) == 1
