"""The read interface, version 1: put together here, documented by its own OpenAPI document."""

from typing import Any

from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from qianqiao.api import problems
from qianqiao.api.resources import matches, organisations, pairs, records, reference, root, search

DESCRIPTION = (
    "Reads the public records of Qianqiao: offers (achievements, patents), experts, demands, organisations. "
    "Only reading, no key, the same answer for everybody. Keys are those of the import files."
)


class Renderer(JSONRenderer):
    """JSON with Chinese as it is, not as escapes."""

    json_dumps_params = {"ensure_ascii": False, "separators": (",", ":")}


def build() -> NinjaAPI:
    """A new interface object; once per process."""
    api = NinjaAPI(
        title="Qianqiao API",
        version="1",
        description=DESCRIPTION,
        urls_namespace="api",
        docs_url=None,
        renderer=Renderer(),
        openapi_extra={"info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}},
    )
    problems.register(api)
    routers: tuple[tuple[str, Any], ...] = (
        ("", root.router),
        ("/organisations", organisations.router),
        ("/offers", records.offers),
        ("/experts", records.experts),
        ("/demands", records.demands),
        ("", matches.router),
        ("", pairs.router),
        ("/search", search.router),
        ("/reference", reference.router),
    )
    for prefix, router in routers:
        api.add_router(prefix, router)
    return api


api = build()
