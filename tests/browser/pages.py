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
    Page("reviewing:reviews", "/my/reviews/", person="officer"),
    Page("notices:todo", "/my/todo/", person="firm"),
    Page("notices:notices", "/my/notices/", person="firm"),
    Page("notices:notices", "/my/notices/?show=unread", person="firm"),
    Page("notices:settings", "/my/notices/settings/", person="firm"),
    Page("notices:webhooks", "/organisations/{enterprise}/webhooks/", person="firm"),
    Page("api_keys", "/my/keys/", person="firm"),
    Page("oversight:my_data", "/my/data/", person="firm"),
    Page("oversight:erase", "/my/data/erase/", person="firm"),
    Page("oversight:log", "/organisations/{enterprise}/audit/", person="firm", status=404),
    Page("notices:stop", "/notices/stop/no-such-link"),
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
    Page("catalogue:expert", "/experts/{own_expert}", person="officer"),
    Page("catalogue:edit_expert", "/experts/{own_expert}/edit", person="officer"),
    Page("catalogue:my_expert", "/my/expert/", person="officer"),
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
    Page("docking:new", "/cases/new?demand={demand}", person="officer"),
    Page("docking:new", "/cases/new?demand={own_demand}&offer={achievement}", person="firm"),
    Page("docking:my_cases", "/my/cases/", person="officer"),
    Page("docking:my_cases", "/my/cases/?show=late", person="firm"),
    Page("docking:deputies", "/my/deputy/", person="firm"),
    Page("coordination:funnel", "/funnel/"),
    Page("coordination:funnel", "/funnel/?of=organisation:{enterprise}", person="firm"),
    Page(
        "coordination:rows",
        "/funnel/rows?of=organisation:{university}&what=offers&stage=listed",
        person="officer",
    ),
    Page("mandates:mandates", "/organisations/{university}/mandates/", person="officer"),
    Page("mandates:new", "/organisations/{university}/mandates/new", person="officer"),
    Page("docking:answers", "/organisations/{university}/answers/"),
    Page("docking:answer_rows", "/organisations/{university}/answers/received/", person="officer"),
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
    Page("account_change_password", "/accounts/password/change/", person="officer"),
    Page("account_reset_password", "/accounts/password/reset/"),
    Page("account_reset_password_done", "/accounts/password/reset/done/"),
    Page("account_reset_password_from_key", "/accounts/password/reset/key/1-no-key/"),
    Page("account_reset_password_from_key_done", "/accounts/password/reset/key/done/"),
    Page("mfa_index", "/accounts/2fa/", person="officer"),
    Page("mfa_activate_totp", "/accounts/2fa/totp/activate/", person="officer"),
    Page("mfa_list_webauthn", "/accounts/2fa/webauthn/", person="officer"),
    Page("mfa_add_webauthn", "/accounts/2fa/webauthn/add/", person="officer"),
    Page("usersessions_list", "/accounts/sessions/", person="officer"),
    Page("socialaccount_connections", "/accounts/3rdparty/", person="officer"),
    Page("socialaccount_login_cancelled", "/accounts/3rdparty/login/cancelled/"),
    Page("socialaccount_login_error", "/accounts/3rdparty/login/error/", status=401),
    # the answers to addresses that lead nowhere
    Page("", "/no-such-page/", status=404),
    Page("", "/offers/A2020-999999", status=404),
)
ROWS = frozenset(page.name for page in PAGES if page.name)

NOT_PAGES = {
    "set_language": "POST only: changes the language and goes back",
    "account_set_password": "only for accounts without a password: those of another sign-in",
    "account_email_verification_sent": "on the way to an account: tests/signin/test_mails.py",
    "mfa_authenticate": "the second step of signing in: test_second_factor.py walks through it",
    "mfa_reauthenticate": "only for people with a second factor: the same",
    "mfa_deactivate_totp": "the same",
    "mfa_view_recovery_codes": "the same",
    "mfa_generate_recovery_codes": "the same",
    "mfa_download_recovery_codes": "a text file to download",
    "mfa_reauthenticate_webauthn": "only for people with a key: test_security_keys.py walks through it",
    "mfa_remove_webauthn": "the same",
    "mfa_edit_webauthn": "the same",
    "mfa_login_webauthn": "JSON for the script of passkeys",
    "signing_in_continue": "after a detour: tests/signin/test_fresh_factor.py",
    "signing_in_after_setup": "goes to where a person was going before the set-up",
    "signing_in_end_session": "POST only: ends one session",
    "signing_in_to_provider": "needs a provider: tests/signin/test_openid_connect.py",
    "openid_connect_login": "behind signing_in_to_provider, which has the same address",
    "openid_connect_callback": "the way back from a provider: tests/signin/test_openid_connect.py",
    "accounts/social/login/cancelled/": "goes to the address that the library uses now",
    "accounts/social/login/error/": "the same",
    "accounts/social/signup/": "the same",
    "accounts/social/connections/": "the same",
    "socialaccount_signup": "only on the way back from a provider",
    "account_confirm_login_code": "sign-in by code is switched off: goes to the sign-in page",
    "feed_offers": "Atom for feed readers",
    "feed_demands": "Atom for feed readers",
    "notices:start": "goes to the list of what waits, or to one's records",
    "notices:webhook_step": "POST only: pauses, resumes, tests or removes a webhook",
    "notices:webhook_retry": "POST only: tries a message again",
    "oversight:export": "POST only: a file with one's own data",
    "notices:follow": "goes to the row that a notice tells of",
    "notices:mark": "POST only: marks a notice as read or unread",
    "notices:mark_all": "POST only: marks all as read, or takes that back",
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
    "upkeep:renew": "POST only: confirms several records",
    "upkeep:renew_one": "POST only: confirms one record",
    "upkeep:take_back": "POST only: takes a confirmation back",
    "upkeep:decide": "POST only: answers whether a record is over",
    "search:tell": "POST only: begins or ends telling of new records",
    "docking:case": "belongs to two sides: tests/docking/test_pages.py plays it",
    "docking:step": "the same",
    "coordination:export": "a file: tests/coordination reads it",
    "docking:sealed": "opened by mandate alone: tests/mandates plays it",
    "docking:performance": "belongs to an agency: tests/mandates plays it",
    "docking:performance_rows": "the same",
    "mandates:mandate": "belongs to two sides: tests/mandates plays it",
    "docking:message": "POST only: a message",
    "docking:note": "POST only: a private note",
    "docking:report": "POST only: how an agreement goes",
    "docking:file": "a file to download",
    "docking:propose": "POST only: proposes a meeting",
    "docking:answer_meeting": "POST only: answers a meeting",
    "docking:meeting_ics": "a calendar file to download",
    "docking:pause": "POST only: pauses a clock",
    "docking:resume": "POST only: lets a clock run again",
    "docking:export": "a workbook to download",
    "docking:end_deputy": "POST only: ends a deputy",
    "docking:advice": "a fragment: what refusals advise, on an offer's page",
    "agreements:copy": "a file to download",
    "end_api_key": "POST only: ends a key",
    "catalogue:offer_step": "POST only: a step of the workflow",
    "catalogue:expert_step": "POST only: a step of the workflow",
    "catalogue:expert_account": "POST only: whose account an expert is",
    "reviewing:publish": "POST only: lets out what was chosen",
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
