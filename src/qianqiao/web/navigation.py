"""Where the shell leads. Public addresses never change, so they are written here as they are."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ADDRESSES: dict[str, str] = {
    "home": "/",
    "offers": "/offers/",
    "demands": "/demands/",
    "experts": "/experts/",
    "import": "/import/",
    "new_demand": "/demands/new",
    "my_todo": "/my/todo/",
    "my_notices": "/my/notices/",
    "my_data": "/my/data/",
    "my_keys": "/my/keys/",
    "my_records": "/my/records/",
    "my_reviews": "/my/reviews/",
    "my_cases": "/my/cases/",
    "my_organisations": "/my/organisations/",
    "my_expert": "/my/expert/",
    "roles": "/roles/",
    "my_searches": "/my/searches/",
    "my_subscriptions": "/my/subscriptions/",
    "match_quality": "/quality/matching/",
    "funnel": "/funnel/",
    "about": "/about/",
    "accessibility": "/accessibility/",
    "api": "/api/v1/docs",
    "feed_offers": "/feeds/offers.atom",
    "feed_demands": "/feeds/demands.atom",
    "sign_in": "/accounts/login/",
    "account": "/accounts/2fa/",
}
MAIN: tuple[tuple[Promise, str], ...] = (
    (_("Achievements and patents"), "offers"),
    (_("Enterprise demands"), "demands"),
    (_("Experts"), "experts"),
    (_("Import"), "import"),
)


@dataclass(frozen=True)
class Entry:
    """One link; `current` says whether the page shown lies below it."""

    label: str | Promise
    url: str
    current: bool = False


def main_entries(path: str) -> list[Entry]:
    return [Entry(label, ADDRESSES[key], current=path.startswith(ADDRESSES[key])) for label, key in MAIN]
