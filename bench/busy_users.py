"""What the people of `busy.py` do: read the ten main pages and, now and then, write; run by Locust.

Each person has a session of their own and a plan made beforehand (`QIANQIAO_BUSY_PLAN`), so that no two of them take
the same step. Every write that the site acknowledged is noted in `QIANQIAO_BUSY_WRITTEN`, one JSON object a line.
"""

import json
import os
import random
import re
import uuid
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from locust import HttpUser, between, task

PLAN = json.loads(Path(os.environ["QIANQIAO_BUSY_PLAN"]).read_text(encoding="utf-8"))
WRITTEN = Path(os.environ["QIANQIAO_BUSY_WRITTEN"])
CASE = re.compile(r"/cases/(K\d{4}-\d+)")
_next = count()


class Person(HttpUser):
    """One of the people of the plan, the next whenever one is started."""

    wait_time = between(*PLAN["think"])

    def on_start(self) -> None:
        self.own: dict[str, Any] = PLAN["people"][next(_next) % len(PLAN["people"])]
        self.dice = random.Random(self.own["session"])
        self.client.headers["Accept-Language"] = self.dice.choice(["zh-CN", "en"])
        token = uuid.uuid4().hex
        self.client.cookies.set("sessionid", self.own["session"])
        self.client.cookies.set("csrftoken", token)
        self.client.headers["X-CSRFToken"] = token

    def read(self, name: str, address: str, holds: str = "") -> None:
        """A page must answer 200 and, where that is said, hold a text that only the right page holds."""
        with self.client.get(address, name=name, allow_redirects=False, catch_response=True) as response:
            if response.status_code != 200:
                response.failure(f"answered {response.status_code}")
            elif holds and holds not in response.text:
                response.failure(f"lacks {holds}")

    def write(
        self, name: str, address: str, values: dict[str, object], note: Callable[[str], dict[str, str]]
    ) -> None:
        """A write is acknowledged when it leads to the page of its case."""
        with self.client.post(
            address, values, name=name, allow_redirects=False, catch_response=True
        ) as response:
            found = CASE.search(response.headers.get("Location") or "")
            if response.status_code != 303 or found is None:
                response.failure(f"answered {response.status_code}")
                return
        with WRITTEN.open("a", encoding="utf-8") as file:
            file.write(json.dumps(note(found[1]), ensure_ascii=False) + "\n")

    def one(self, kind: str) -> str:
        return str(self.dice.choice(self.own[kind]))

    @task(4)
    def health(self) -> None:
        self.read("(peer) a page without records", "/accessibility/")

    @task(8)
    def home(self) -> None:
        self.read("home", "/")

    @task(12)
    def search(self) -> None:
        self.read("search", f"/offers/?q={self.one('words')}")

    @task(10)
    def offer(self) -> None:
        number = self.one("offers")
        self.read("offer", f"/offers/{number}", number)

    @task(6)
    def demand(self) -> None:
        number = self.one("demands")
        self.read("demand", f"/demands/{number}", number)

    @task(5)
    def match(self) -> None:
        number = self.one("matched")
        self.read("match page", f"/demands/{number}/matches/", number)

    @task(6)
    def records(self) -> None:
        self.read("my records", "/my/records/")

    @task(10)
    def todo(self) -> None:
        self.read("to-do list", "/my/todo/")

    @task(8)
    def cases(self) -> None:
        self.read("case list", "/my/cases/")

    @task(12)
    def case(self) -> None:
        if self.own["cases"]:
            number = self.one("cases")
            self.read("a case", f"/cases/{number}", number)

    @task(4)
    def funnel(self) -> None:
        self.read("funnel", "/funnel/")

    @task(8)
    def message(self) -> None:
        if self.own["talking"]:
            number, text = self.one("talking"), f"示例留言 {uuid.uuid4()}"
            self.write(
                "write: a message",
                f"/cases/{number}/messages",
                {"text": text},
                lambda case: {"did": "message", "case": case, "text": text},
            )

    @task(4)
    def answer(self) -> None:
        """Interested; the case is seen before."""
        if self.own["asked"]:
            number = self.own["asked"].pop()
            self.read("a case, opened to answer", f"/cases/{number}", number)
            self.write(
                "write: interested",
                f"/cases/{number}/steps/accept",
                {"reach": "示例 0574-0000"},
                lambda case: {"did": "accept", "case": case},
            )

    @task(4)
    def express(self) -> None:
        if self.own["fresh"]:
            demand, offer = self.own["fresh"].pop()
            text = f"示例意向 {uuid.uuid4()}"
            values = {
                "organisation": self.own["organisation"],
                "text": text,
                "wishes": ["call"],
                "reach": "示例 0574-0000",
            }
            self.write(
                "write: an expression of interest",
                f"/cases/new?demand={demand}&offer={offer}",
                values,
                lambda case: {"did": "express", "case": case, "text": text},
            )
