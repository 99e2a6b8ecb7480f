"""How many requests a minute: exact for all processes together, told in both languages, and free again in time."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from qianqiao.api.domain.pacing import forget_idle_paces, wait_of
from qianqiao.api.models import RequestPace
from qianqiao.core import clock
from tests.core.test_races import at_once
from tests.factories import dockings as docked
from tests.factories.keys import Program, key


@pytest.mark.django_db
def test_a_limit_holds_and_frees_again_for_each_key_and_address(settings: Any) -> None:
    settings.QIANQIAO_API_PER_KEY, settings.QIANQIAO_API_PER_ADDRESS = 4, 3
    two = docked.pair()
    one, other = (Program(key(two.firm, two.firm_actor)) for _ in range(2))
    with clock.frozen(clock.now()):
        assert [one.get("/cases").status_code for _ in range(5)] == [200] * 4 + [429]
        refused = one.get("/cases")
        assert (refused["Retry-After"], refused["Content-Type"]) == (
            "15", "application/problem+json; charset=utf-8",
        )  # fmt: skip
        assert (refused.data["code"], refused.data["status"]) == ("too_many_requests", 429)
        assert "4 requests a minute" in refused.data["detail"]
        assert "15 s" in refused.data["how"]
        # a write that was not let through has done nothing, and another key has its own minute
        assert one.post("/cases", {}).status_code == 429
        assert other.get("/cases").status_code == 200
        # what is open, and keys that do not work, count for the address; what a key does not count there
        wrong = Program("qq_guessed")
        assert [wrong.get("/cases").status_code for _ in range(2)] == [401] * 2
        assert Client().get("/api/v1/offers").status_code == 200
        assert wrong.get("/cases").status_code == 429
        chinese = Client().get("/api/v1/offers", headers={"accept-language": "zh-hans"})
        assert (chinese.status_code, chinese["Retry-After"]) == (429, "20")
        assert "请求" in chinese.json()["title"]
        assert Client(REMOTE_ADDR="192.0.2.7").get("/api/v1/offers").status_code == 200
        # a network of version 6 is one
        sixes = ["2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8::4", "2001:db8:0:1::1"]
        codes = [Client(REMOTE_ADDR=address).get("/api/v1/offers").status_code for address in sixes]
        assert codes == [200, 200, 200, 429, 200]
        assert not RequestPace.objects.filter(name__contains="192.0.2").exists()
    with clock.frozen(clock.now() + timedelta(seconds=15.1)):
        assert [one.get("/cases").status_code for _ in range(2)] == [200, 429]
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        assert [one.get("/cases").status_code for _ in range(5)] == [200] * 4 + [429]
    with clock.frozen(clock.now() + timedelta(hours=2)):
        assert forget_idle_paces() > 0
        assert not RequestPace.objects.exists()
    settings.QIANQIAO_API_PER_KEY = 0
    assert [one.get("/cases").status_code for _ in range(6)] == [200] * 6
    assert not RequestPace.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_the_limit_is_let_through() -> None:
    with clock.frozen(clock.now()):
        let = at_once(4, lambda _n: sum(not wait_of("key:7", a_minute=30) for _ in range(10)))
    assert sum(let) == 30
