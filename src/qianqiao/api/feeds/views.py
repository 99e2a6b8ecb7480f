"""/feeds/offers.atom and /feeds/demands.atom: the newest fifty, in Chinese or English, by field."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override
from ninja import Schema
from pydantic import Field, ValidationError

from qianqiao.api import problems, queries
from qianqiao.api.feeds.entries import Entry, demand_entry, offer_entry
from qianqiao.api.filters.values import FieldCode
from qianqiao.api.reasons import reason_of
from qianqiao.api.resources.answers import refuse_unknown
from qianqiao.catalogue.models import Achievement, Patent
from qianqiao.core import config
from qianqiao.demands.models import Demand

LENGTH = 50


class FeedParameters(Schema):
    lang: Literal["zh", "en"] = Field("zh", description=gettext_noop("Language of the feed."))
    field: list[FieldCode] = Field([], description=gettext_noop("Technical field; several mean any."))


def parameters(request: HttpRequest) -> FeedParameters:
    """Reads the parameters; raises Problem."""
    refuse_unknown(request, FeedParameters.model_fields)
    given: dict[str, Any] = {"field": request.GET.getlist("field")}
    if request.GET.get("lang"):
        given["lang"] = request.GET["lang"]
    try:
        return FeedParameters(**given)
    except ValidationError as error:
        told = [{"parameter": str(item["loc"][0]), "reason": reason_of(item)} for item in error.errors()]
        raise problems.invalid(told) from error


def newest(models: tuple[type[Any], ...], fields: list[str]) -> list[Any]:
    condition = Q(fields__overlap=fields) if fields else Q()
    rows: list[Any] = []
    for model in models:
        found = queries.listed(model, state="published", condition=condition)
        rows.extend(found.filter(published_at__isnull=False).order_by("-published_at", "-pk")[:LENGTH])
    return sorted(rows, key=lambda row: (row.published_at, row.number), reverse=True)[:LENGTH]


class Feed(Atom1Feed):
    """Atom whose time of change is that of its entries: an unchanged feed is the same byte for byte."""

    def latest_post_date(self) -> datetime:
        dates = [item["updateddate"] for item in self.items]
        return max(dates) if dates else datetime.fromisoformat("2026-01-01T00:00:00+08:00")


def told_of(name: str) -> tuple[str, str]:
    """Title and subtitle of a feed in the active language."""
    if name == "offers":
        return _("Qianqiao: new offers"), _("Achievements and patents of universities, newest first.")
    return _("Qianqiao: new demands"), _("Technical demands of enterprises, newest first.")


def feed(request: HttpRequest, name: str, entries: list[Entry], given: FeedParameters) -> HttpResponse:
    """The feed named offers or demands."""
    title, subtitle = told_of(name)
    site = config.site_address()
    query = urlencode([("lang", given.lang), *[("field", code) for code in given.field]])
    address = f"{site}{request.path}?{query}"
    made = Feed(
        title=title,
        link=f"{site}/{name}/",
        description=subtitle,
        subtitle=subtitle,
        language="zh-Hans" if given.lang == "zh" else "en",
        feed_url=address,
        feed_guid=address,
        author_name="Qianqiao",
    )
    for entry in entries:
        made.add_item(
            title=entry.title,
            link=entry.address,
            unique_id=entry.address,
            description=entry.summary,
            author_name=entry.author or None,
            categories=entry.categories,
            pubdate=entry.published,
            updateddate=entry.updated,
        )
    answer = HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    answer["Last-Modified"] = http_date(made.latest_post_date().timestamp())
    return answer


def answer(request: HttpRequest, make: Callable[[FeedParameters], HttpResponse]) -> HttpResponse:
    try:
        given = parameters(request)
        with override("zh-hans" if given.lang == "zh" else "en"):
            return make(given)
    except problems.Problem as problem:
        return problems.response(request, problem)


def offers(request: HttpRequest) -> HttpResponse:
    def make(given: FeedParameters) -> HttpResponse:
        rows = newest((Achievement, Patent), given.field)
        return feed(request, "offers", [offer_entry(row, given.lang) for row in rows], given)

    return answer(request, make)


def demands(request: HttpRequest) -> HttpResponse:
    def make(given: FeedParameters) -> HttpResponse:
        rows = newest((Demand,), given.field)
        return feed(request, "demands", [demand_entry(row, given.lang) for row in rows], given)

    return answer(request, make)
