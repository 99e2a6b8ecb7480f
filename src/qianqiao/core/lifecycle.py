"""The life of a published record (achievement, patent, expert, demand): one flow, declared once."""

from django.utils.translation import gettext_lazy as _

from qianqiao.core import audit_texts, clock
from qianqiao.core.records import LivingRecord
from qianqiao.core.workflow import Flow, Step

DRAFT, IN_REVIEW, PUBLISHED = "draft", "in_review", "published"
SUSPENDED, EXPIRED, WITHDRAWN = "suspended", "expired", "withdrawn"

STATES = {
    DRAFT: _("Draft"),
    IN_REVIEW: _("In review"),
    PUBLISHED: _("Published"),
    SUSPENDED: _("Suspended"),
    EXPIRED: _("Expired"),
    WITHDRAWN: _("Withdrawn"),
}


SAYS = {
    "submit": _("%(who)s submitted %(subject)s for review."),
    "accept": _("%(who)s accepted %(subject)s; the platform checks it before it is published."),
    "return": _("%(who)s returned %(subject)s for changes: %(reason)s"),
    "publish": _("%(who)s published %(subject)s."),
    "suspend": _("%(who)s suspended %(subject)s: %(reason)s"),
    "resume": _("%(who)s showed %(subject)s again."),
    "renew": _("%(who)s renewed %(subject)s."),
    "expire": _("%(who)s noted that %(subject)s has expired."),
    "retire": _("%(who)s retired %(subject)s: %(reason)s"),
    "withdraw": _("%(who)s withdrew %(subject)s: %(reason)s"),
    "reopen": _("%(who)s reopened %(subject)s as a draft."),
}


def _nothing_required_is_empty(row: LivingRecord) -> str | None:
    """A record may wait unfinished as a draft, but not be shown."""
    missing = row.missing_required()
    return ", ".join(missing) if missing else None


def _validity_lies_ahead(row: LivingRecord) -> str | None:
    if row.valid_until is not None and row.valid_until < clock.today():
        return row.valid_until.isoformat()
    return None


def record_flow(name: str) -> Flow[LivingRecord]:
    """The flow of one kind of record; events are named `<name>.published`, `<name>.withdrawn` and so on.

    Permissions: `edit` is for those who write, `renew` for those who say that it is still true, `review` for those who send it back, `accept` and
    `publish` for those who let it on to the platform's check or out.
    """
    audit_texts.register_steps(name, SAYS)
    ready = {"required_fields_missing": _nothing_required_is_empty}
    alive = {**ready, "validity_has_passed": _validity_lies_ahead}

    def step(
        verb: str,
        label: object,
        sources: set[str],
        target: str,
        event: str,
        *,
        guards: object = None,
        reason: bool = False,
        by: str = "edit",
    ) -> Step:
        return Step(verb, label, frozenset(sources), target, by, f"{name}.{event}", guards or {}, reason)  # type: ignore[arg-type]

    return Flow(
        name=name,
        states=STATES,
        initial=DRAFT,
        steps=(
            step("submit", _("Submit for review"), {DRAFT}, IN_REVIEW, "submitted", guards=ready),
            step("return", _("Return for changes"), {IN_REVIEW}, DRAFT, "returned", reason=True, by="review"),
            step(
                "accept",
                _("Accept for publication"),
                {IN_REVIEW},
                IN_REVIEW,
                "accepted",
                guards=alive,
                by="accept",
            ),
            step("publish", _("Publish"), {IN_REVIEW}, PUBLISHED, "published", guards=alive, by="publish"),
            step("suspend", _("Suspend"), {PUBLISHED}, SUSPENDED, "suspended", reason=True),
            step("resume", _("Resume"), {SUSPENDED}, PUBLISHED, "published", guards=alive),
            step(
                "renew",
                _("Still true"),
                {PUBLISHED, EXPIRED},
                PUBLISHED,
                "published",
                guards=ready,
                by="renew",
            ),
            step("expire", _("Expire"), {PUBLISHED, SUSPENDED}, EXPIRED, "expired", by="expire"),
            step("retire", _("Retire"), {PUBLISHED, SUSPENDED}, EXPIRED, "retired", reason=True, by="expire"),
            step(
                "withdraw",
                _("Withdraw"),
                {DRAFT, IN_REVIEW, PUBLISHED, SUSPENDED, EXPIRED},
                WITHDRAWN,
                "withdrawn",
                reason=True,
            ),
            step("reopen", _("Reopen as draft"), {WITHDRAWN}, DRAFT, "reopened"),
        ),
    )
