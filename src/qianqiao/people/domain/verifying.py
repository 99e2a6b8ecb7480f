"""Verification: code and document handed in by the organisation, decided by a second person, revocable."""

from collections.abc import Iterable

from django.db import transaction

from qianqiao.core import audit, clock, outbox
from qianqiao.core.actor import Actor
from qianqiao.core.workflow import Refusal, take_step
from qianqiao.organisations.models import Organisation
from qianqiao.people import telling
from qianqiao.people.domain.documents import Stored, discard, store
from qianqiao.people.domain.terms import locked
from qianqiao.people.models import Verification, VerificationDocument
from qianqiao.people.states import VERIFICATION_FLOW
from qianqiao.reference import identifiers

UNIVERSITY_CODE, USCC = "university_code", "uscc"
_EVENTS = {"verify": "people.verified", "refuse": "people.verification_refused", "revoke": "people.revoked"}


def code_kind(organisation: Organisation) -> str:
    """Universities show their code of the national list, all others the unified social credit code."""
    return UNIVERSITY_CODE if organisation.kind == Organisation.Kind.UNIVERSITY else USCC


def checked_code(organisation: Organisation, code: str) -> str:
    """The code in its full form; raises `InvalidIdentifier`, or Refusal where it is another organisation's."""
    kind = code_kind(organisation)
    check = identifiers.university_code if kind == UNIVERSITY_CODE else identifiers.social_credit_code
    plain = check(code)
    known = organisation.code if kind == UNIVERSITY_CODE else organisation.uscc
    if known and known != plain:
        raise Refusal("code_differs", known)
    field = "code" if kind == UNIVERSITY_CODE else "uscc"
    if Organisation.objects.filter(**{field: plain}).exclude(pk=organisation.pk).exists():
        raise Refusal("code_taken", plain)
    return plain


def file(
    organisation: Organisation, *, code: str, chunks: Iterable[bytes], name: str, note: str, actor: Actor
) -> Verification:
    """Hands in code and document. Refusal codes: not_allowed, wrong_state, code_differs, code_taken, and those of
    `documents.store`; raises `InvalidIdentifier`. Nothing is kept where it is refused."""
    if not actor.may("organisation.edit", organisation.pk):
        raise Refusal("not_allowed", "file")
    plain = checked_code(organisation, code)
    stored = store(chunks, name=name)
    try:
        return _filed(organisation, plain, stored, note, actor)
    except BaseException:
        discard(stored.key)
        raise


def _filed(organisation: Organisation, code: str, stored: Stored, note: str, actor: Actor) -> Verification:
    now = clock.now()

    def change(one: Verification) -> None:
        one.code_kind, one.code, one.note = code_kind(organisation), code, note.strip()[:500]
        one.filed_by_id, one.filed_at = actor.user_id, now
        one.decided_by, one.decided_at, one.reason = None, None, ""

    with transaction.atomic():
        locked(organisation.pk)
        row, _ = Verification.objects.get_or_create(organisation=organisation)
        fresh = take_step(VERIFICATION_FLOW, row, "file", actor=actor, change=change)
        document = VerificationDocument.objects.create(
            verification=fresh,
            stored_as=stored.key,
            name=stored.name,
            media_type=stored.media_type,
            size=stored.size,
            sha256=stored.sha256,
            filed_by_id=actor.user_id,
            filed_at=now,
        )
        audit.append(
            "verification.document",
            subject=str(fresh.pk),
            actor=actor,
            chain=fresh.audit_chain,
            data={"document": document.pk, "sha256": stored.sha256, "code": code},
        )
        telling.of_filing(fresh)
    return fresh


def decide(
    row: Verification, step: str, *, reason: str, actor: Actor, expected_version: int | None = None
) -> Verification:
    """Verifies, refuses or revokes; `verified_at` of the organisation follows in the same transaction.

    A verified code is written into the organisation where it had none. Refusal codes of the flow, and code_taken.
    """
    if step not in _EVENTS:
        raise LookupError(f"no such decision: {step}")

    def change(one: Verification) -> None:
        one.decided_by_id, one.decided_at, one.reason = actor.user_id, clock.now(), reason.strip()[:500]

    with transaction.atomic():
        organisation = locked(row.organisation_id)
        fresh = take_step(
            VERIFICATION_FLOW,
            row,
            step,
            actor=actor,
            reason=reason,
            expected_version=expected_version,
            change=change,
        )
        _mark(organisation, fresh, verified=step == "verify")
        telling.of_verdict(fresh, _EVENTS[step])
    return fresh


def _mark(organisation: Organisation, row: Verification, *, verified: bool) -> None:
    organisation.verified_at = clock.now() if verified else None
    if verified:
        checked_code(organisation, row.code)  # somebody else may have taken it meanwhile
        if row.code_kind == UNIVERSITY_CODE:
            organisation.code = row.code
        else:
            organisation.uscc = row.code
    organisation.save(update_fields=["verified_at", "code", "uscc"])
    outbox.emit("organisations.records_changed", {"numbers": [organisation.number]})


def note_reading(document: VerificationDocument, *, actor: Actor) -> None:
    """Writes down who took a document home."""
    with transaction.atomic():
        audit.append(
            "verification.document_read",
            subject=str(document.verification_id),
            actor=actor,
            chain=document.verification.audit_chain,
            data={"document": document.pk},
        )
