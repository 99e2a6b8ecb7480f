"""The root: every collection with its address."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router

from qianqiao.api.addresses import ROOT, docs_address
from qianqiao.api.resources.answers import refuse_unknown
from qianqiao.api.schemas.parts import Problem, Shape
from qianqiao.core import config

router = Router(tags=["root"])


class Root(Shape):
    """Where everything is."""

    title: str
    version: str
    sample_data: bool
    documentation: str
    openapi: str
    collections: dict[str, str]
    feeds: dict[str, str]
    with_key: dict[str, str]


@router.get(
    "/",
    response={200: Root, 429: Problem},
    operation_id="root",
    summary=gettext_noop("Every collection with its address"),
)
def root(request: HttpRequest) -> Any:
    refuse_unknown(request, ())
    site = config.site_address()
    names = ("organisations", "offers", "experts", "demands", "search", "reference")
    return {
        "title": "Qianqiao",
        "version": "1",
        "sample_data": config.is_sample_site(),
        "documentation": docs_address(),
        "openapi": f"{site}{ROOT}/openapi.json",
        "collections": {name: f"{site}{ROOT}/{name}" for name in names},
        "feeds": {name: f"{site}/feeds/{name}.atom" for name in ("offers", "demands")},
        "with_key": {"cases": f"{site}{ROOT}/cases"},
    }
