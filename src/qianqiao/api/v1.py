"""The interface, version 1: put together here, documented by its own OpenAPI document."""

from typing import Any

from ninja import NinjaAPI
from ninja.errors import Throttled
from ninja.renderers import JSONRenderer

from qianqiao.api import problems
from qianqiao.api.limits import PER_ADDRESS, too_many
from qianqiao.api.resources import (
    case_files,
    case_interest,
    case_own,
    case_router,
    case_steps,
    case_writes,
    cases,
    matches,
    organisations,
    pairs,
    records,
    reference,
    root,
    search,
)

DESCRIPTION = (
    "Reads the public records of Qianqiao: offers (achievements, patents), experts, demands, organisations. "
    "These are open: only reading, no key, the same answer for everybody. Fields are those of the import files. "
    "Below /cases an organisation works its docking cases, with a key of one of its people."
)


# operations of one router: imported so that they are there
CASE_OPERATIONS = (cases, case_interest, case_writes, case_own, case_files, case_steps)


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
        throttle=PER_ADDRESS,
        openapi_extra={"info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}},
    )
    problems.register(api)
    api.add_exception_handler(
        Throttled, lambda request, _error: problems.response(request, too_many(request))
    )
    routers: tuple[tuple[str, Any], ...] = (
        ("", root.router),
        ("/organisations", organisations.router),
        ("/offers", records.offers),
        ("/experts", records.experts),
        ("/demands", records.demands),
        ("", matches.router),
        ("", pairs.router),
        ("/cases", case_router.router),
        ("/search", search.router),
        ("/reference", reference.router),
    )
    for prefix, router in routers:
        api.add_router(prefix, router)
    return api


api = build()
