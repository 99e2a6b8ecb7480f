"""Writes what people say of matches: one judgement per person and pair, changed or taken back, audited."""

from dataclasses import dataclass

from django.db import transaction

from qianqiao import reference
from qianqiao.core import audit, clock, policy
from qianqiao.core.actor import Actor
from qianqiao.core.workflow import Refusal
from qianqiao.matching.domain.runs import ENGINE, Withheld, encoder_now, matches_of
from qianqiao.matching.labels import OTHER_REASON, REASONS
from qianqiao.matching.models import MatchJudgement
from qianqiao.matching.pairs import explain_pair
from qianqiao.matching.policies import interest
from qianqiao.matching.records import Row

LONGEST_TEXT = 300


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the person saw: run, place, score and what made it."""

    run: int | None
    rank: int
    score: float
    engine: str
    encoder: str


def judge(
    row: Row,
    candidate: Row,
    direction: str,
    *,
    verdict: str,
    reason: str = "",
    text: str = "",
    actor: Actor,
) -> MatchJudgement:
    """Keeps the actor's judgement of a pair in place of an earlier one; `row` is the subject of the match page.

    The caller has made sure that the actor may know of both. Raises Refusal `not_allowed`, `verdict_unknown`,
    `reason_unknown`, `text_missing` or `ruled_out`; then nothing is written.
    """
    if actor.user_id is None:
        raise Refusal("not_allowed")
    reason, text = _checked(verdict, reason, text)
    seen = _seen(row, candidate, direction, actor)
    demand, offer = (row, candidate) if row.number.startswith("D") else (candidate, row)
    now = clock.now()
    judgement = MatchJudgement(
        user_id=actor.user_id,
        demand=demand.number,
        offer=offer.number,
        verdict=verdict,
        reason=reason,
        text=text,
        who=interest(actor, demand=demand, offer=offer),
        run=seen.run,
        rank=seen.rank,
        score=seen.score,
        engine=seen.engine,
        encoder=seen.encoder,
        created_at=now,
        updated_at=now,
    )
    changed = ["verdict", "reason", "text", "who", "run", "rank", "score", "engine", "encoder", "updated_at"]
    with transaction.atomic():
        MatchJudgement.objects.bulk_create(
            [judgement],
            update_conflicts=True,
            unique_fields=["user", "demand", "offer"],
            update_fields=changed,
        )
        chain = _chain(actor, demand, offer)
        data = {"offer": offer.number, "verdict": verdict, "reason": reason, "score": seen.score}
        audit.append("matching.judged", subject=demand.number, actor=actor, chain=chain, data=data)
    return MatchJudgement.objects.get(user_id=actor.user_id, demand=demand.number, offer=offer.number)


def withdraw_judgement(judgement: MatchJudgement, *, actor: Actor) -> None:
    """Takes a judgement back; raises Refusal `not_allowed` for somebody else's."""
    if not policy.may(actor, "edit", judgement):
        raise Refusal("not_allowed")
    with transaction.atomic():
        data = {"offer": judgement.offer, "verdict": judgement.verdict, "reason": judgement.reason}
        audit.append("matching.judgement_withdrawn", subject=judgement.demand, actor=actor, data=data)
        judgement.delete()


def _checked(verdict: str, reason: str, text: str) -> tuple[str, str]:
    """Reason and words as they are stored; words belong to the reason “other” alone."""
    if verdict not in MatchJudgement.Verdict.values:
        raise Refusal("verdict_unknown", verdict)
    if verdict == MatchJudgement.Verdict.USEFUL:
        return "", ""
    if reason not in {term.code for term in reference.terms(REASONS)}:
        raise Refusal("reason_unknown", reason)
    text = " ".join(text.split())[:LONGEST_TEXT] if reason == OTHER_REASON else ""
    if reason == OTHER_REASON and not text:
        raise Refusal("text_missing")
    return reason, text


def _seen(row: Row, candidate: Row, direction: str, actor: Actor) -> _Seen:
    try:
        found = matches_of(row, direction, actor=actor)
    except Withheld:
        raise Refusal("not_allowed") from None
    own = next((match for match in found.matches if match.number == candidate.number), None)
    if own is not None:
        return _Seen(found.run, own.rank, own.score, found.engine, found.encoder)
    # a candidate that the engine did not think of teaches most: it is scored as it stands
    pair = explain_pair(row, candidate, direction, actor=actor)
    if pair.match is None:
        raise Refusal("ruled_out", candidate.number)
    return _Seen(None, pair.place or 0, pair.score, ENGINE, encoder_now())


def _chain(actor: Actor, demand: Row, offer: Row) -> str:
    """The audit chain of the side for which the person acts; of nobody's side the platform's."""
    for side in (demand, offer):
        if actor.acts_for(side.owner_id_for_policy):
            return side.audit_chain
    return audit.PLATFORM_CHAIN
