"""The table of pages: every address that a person can open by GET, by the name of its route.

A new route fails tests/browser/test_every_address.py until it has a row in PAGES or a reason in NOT_PAGES.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, slots=True)
class Page:
    """`name` is the route's, with namespace; `address` may name examples: {demand}, {word}."""

    name: str
    address: str
    person: str = ""
    status: int = 200

    def __str__(self) -> str:
        return f"{self.address}{' as ' + self.person if self.person else ''}"


PAGES = (
    Page("web:home", "/"),
    Page("web:about", "/about/"),
    Page("web:accessibility", "/accessibility/"),
    Page("web:my_records", "/my/records/", person="officer"),
    Page("web:my_records", "/my/records/", person="firm"),
    Page("web:components", "/_/components/"),
    Page("search:offers", "/offers/"),
    Page("search:offers", "/offers/?q={word}&field=inspection_sensing&page=1"),
    Page("search:offers", "/offers/?layout=table"),
    Page("search:offers", "/offers/?q=qxzzqkwv"),
    Page("search:demands", "/demands/"),
    Page("search:experts", "/experts/"),
    Page("search:all", "/search/?q={word}"),
    Page("search:saved", "/my/searches/", person="firm"),
    Page("catalogue:offer", "/offers/{achievement}"),
    Page("catalogue:offer", "/offers/{patent}"),
    Page("catalogue:offer", "/offers/{own_achievement}", person="officer"),
    Page("catalogue:expert", "/experts/{expert}"),
    Page("demands:demand", "/demands/{demand}"),
    Page("demands:demand", "/demands/{sealed}"),
    Page("demands:demand", "/demands/{own_demand}", person="firm"),
    Page("matching:ask", "/match/"),
    Page("matching:demand", "/demands/{demand}/matches/"),
    Page("matching:demand", "/demands/{sealed}/matches/", status=403),
    Page("matching:demand", "/demands/{own_demand}/matches/", person="firm"),
    Page("matching:offer", "/offers/{achievement}/matches/"),
    Page("matching:offer", "/offers/{patent}/matches/"),
    Page("matching:expert", "/experts/{expert}/matches/"),
    Page("matching:demand_why", "/demands/{demand}/matches/why?q={patent}"),
    Page("matching:demand_why", "/demands/{own_demand}/matches/why?q={achievement}", person="firm"),
    Page("matching:offer_why", "/offers/{achievement}/matches/why?q={word}"),
    Page("matching:expert_why", "/experts/{expert}/matches/why?q=D2020-000001"),
    Page("matching:demand_runs", "/demands/{own_demand}/matches/runs/", person="firm"),
    Page("matching:offer_runs", "/offers/{achievement}/matches/runs/"),
    Page("matching:expert_runs", "/experts/{expert}/matches/runs/"),
    Page("matching:offer_similar", "/offers/{achievement}/similar/"),
    Page("matching:demand_similar", "/demands/{demand}/similar/"),
    Page("matching:subscriptions", "/my/subscriptions/", person="firm"),
    Page("matching:stop_by_link", "/subscriptions/stop/no-such-link"),
    Page("matching:quality", "/quality/matching/", person="operator"),
    Page("matching:quality_rows", "/quality/matching/demands/", person="operator"),
    Page("matching:quality_rows", "/quality/matching/offers/?life=dead", person="operator"),
    Page("matching:quality_rows", "/quality/matching/judgements/", person="operator"),
    Page("matching:quality", "/quality/matching/", person="firm", status=403),
    Page("demands:new", "/demands/new", person="firm"),
    Page("demands:edit", "/demands/{own_demand}/edit", person="firm"),
    Page("demands:edit_step", "/demands/{own_demand}/edit/problem", person="firm"),
    Page("demands:edit_step", "/demands/{own_demand}/edit/needs", person="firm"),
    Page("demands:edit_step", "/demands/{own_demand}/edit/access", person="firm"),
    Page("catalogue:edit", "/offers/{own_achievement}/edit", person="officer"),
    Page("organisations:organisation", "/organisations/{university}"),
    Page("organisations:organisation", "/organisations/{enterprise}"),
    Page("organisations:organisation", "/organisations/{university}", person="firm"),
    Page("people:mine", "/my/organisations/", person="officer"),
    Page("people:mine", "/my/organisations/", person="operator"),
    Page("people:members", "/organisations/{university}/members/", person="officer"),
    Page("people:members", "/organisations/{university}/members/", person="firm", status=404),
    Page("people:member", "/organisations/{university}/members/{membership}/", person="officer"),
    Page("people:invite", "/organisations/{university}/members/invite", person="officer"),
    Page("people:join", "/organisations/{university}/join", person="firm"),
    Page("people:lend", "/organisations/{university}/lend", person="officer"),
    Page("people:invitation", "/invitations/no-such-link", status=404),
    Page("people:verification", "/organisations/{university}/verification", person="officer"),
    Page("people:verification", "/organisations/{university}/verification", person="operator"),
    Page("people:verifications", "/verifications/", person="operator"),
    Page("people:verifications", "/verifications/", person="firm", status=403),
    Page("people:roles", "/roles/"),
    Page("people:roles", "/roles/", person="officer"),
    Page("people:why", "/roles/why"),
    Page("people:why", "/roles/why?permission=demands.edit&organisation={enterprise}", person="officer"),
    Page("imports:start", "/import/", person="officer"),
    Page("imports:start", "/import/?kind=demands", person="firm"),
    Page("imports:duplicates", "/import/duplicates/", person="officer"),
    Page("api:docs", "/api/v1/docs"),
    Page("account_login", "/accounts/login/"),
    Page("account_signup", "/accounts/signup/"),
    Page("account_logout", "/accounts/logout/", person="officer"),
    Page("account_inactive", "/accounts/inactive/"),
    Page("account_reauthenticate", "/accounts/reauthenticate/", person="officer"),
    Page("account_email", "/accounts/email/", person="officer"),
    Page("account_email_verification_sent", "/accounts/confirm-email/"),
    Page("account_confirm_email", "/accounts/confirm-email/no-such-key/"),
    Page("account_change_password", "/accounts/password/change/", person="officer"),
    Page("account_reset_password", "/accounts/password/reset/"),
    Page("account_reset_password_done", "/accounts/password/reset/done/"),
    Page("account_reset_password_from_key", "/accounts/password/reset/key/1-no-key/"),
    Page("account_reset_password_from_key_done", "/accounts/password/reset/key/done/"),
    # the answers to addresses that lead nowhere
    Page("", "/no-such-page/", status=404),
    Page("", "/offers/A2020-999999", status=404),
)
ROWS = frozenset(page.name for page in PAGES if page.name)

NOT_PAGES = {
    "set_language": "POST only: changes the language and goes back",
    "account_set_password": "only for accounts without a password, which nothing here makes",
    "account_confirm_login_code": "sign-in by code is switched off: goes to the sign-in page",
    "feed_offers": "Atom for feed readers",
    "feed_demands": "Atom for feed readers",
    "demands:edit_publish": "POST only: publishes a draft",
    "imports:template": "a workbook to download",
    "imports:run": "belongs to one person's upload: test_spreadsheet_to_matches.py walks through it",
    "imports:columns": "the same",
    "imports:progress": "a fragment: the progress of a run",
    "imports:step": "POST only: a step of a run",
    "imports:rejected": "a workbook to download",
    "imports:decide": "POST only: a decision about likely duplicates",
    "matching:offer_top": "a fragment: the first matches on a record's page",
    "matching:demand_top": "the same",
    "matching:expert_top": "the same",
    "matching:judge": "POST only: useful, or not suitable with a reason",
    "matching:follow": "POST only: follows a record",
    "matching:unfollow": "POST only: ends a subscription",
    "matching:digest_language": "POST only: the language of digests",
    "matching:offer_repeat": "POST only: makes a run again",
    "matching:demand_repeat": "the same",
    "matching:expert_repeat": "the same",
    "people:take_back": "POST only: takes an invitation back",
    "people:end_loan": "POST only: ends a loan of roles",
    "people:document": "a file to download: tests/people/test_pages.py",
    "search:complete": "a fragment: completions of the search box",
    "search:save": "POST only: saves a search",
    "search:rename": "POST only: renames a saved search",
    "search:delete": "POST only: deletes a saved search",
    "catalogue:offer_step": "POST only: a step of the workflow",
    "catalogue:expert_step": "POST only: a step of the workflow",
    "demands:demand_step": "POST only: a step of the workflow",
    "^achievements/(?P<number>[A-Za-z]\\d{4}-\\d{1,12})/?$": "goes to /offers/<number>",
    "^patents/(?P<number>[A-Za-z]\\d{4}-\\d{1,12})/?$": "goes to /offers/<number>",
}
# below it everything but the pages above is JSON for programs
PROGRAMS = "api/v1/"


def route_names() -> set[str]:
    """Every route that may be a page: its name with namespaces, or the route itself where it has no name."""
    return set(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[URLPattern | URLResolver], route: str, namespace: str) -> Iterator[str]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, here, _joined(namespace, pattern.namespace))
        else:
            name = _joined(namespace, pattern.name) if pattern.name else here
            if not here.startswith(PROGRAMS) or name in ROWS:
                yield name


def _joined(namespace: str, name: str | None) -> str:
    return ":".join(part for part in (namespace, name) if part)
