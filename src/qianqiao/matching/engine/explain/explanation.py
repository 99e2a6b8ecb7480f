"""Puts an explanation together: words, at most three reasons that counted, what is missing."""

from dataclasses import dataclass

from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.engine.explain.missing import missing_between
from qianqiao.matching.engine.explain.places import TermPlaces, places_of_terms
from qianqiao.matching.engine.explain.proof import Trial, Worth, lowered
from qianqiao.matching.engine.explain.reasons import structured_reasons, text_reasons
from qianqiao.matching.engine.explain.removal import without
from qianqiao.matching.engine.explain.words import PairOfRecords, evidence, shared_terms
from qianqiao.matching.engine.records import EXPERT, Record
from qianqiao.matching.engine.results import Finding, Span, WordEvidence
from qianqiao.matching.engine.scoring.evaluation import Evaluation
from qianqiao.matching.engine.scoring.record_value import RecordValue
from qianqiao.matching.engine.scoring.structured import purpose_fit
from qianqiao.matching.engine.views import units_of

MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Subject:
    """A scored pair to be explained; `candidate` is the one that stands in the corpus."""

    demand: Record
    offer: Record
    candidate: Record
    vectors: Vectors
    value: RecordValue
    structured: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a reader is told about a pair."""

    words: tuple[WordEvidence, ...]
    reasons: tuple[Finding, ...]
    missing: tuple[Finding, ...]
    documents: tuple[int, ...]


@dataclass(slots=True)
class _Case:
    """A pair with the reasons in its texts still to be proved."""

    subject: Subject
    words: tuple[WordEvidence, ...]
    pending: list[tuple[Finding, tuple[Span, ...]]]
    proved: list[Finding]


def explain(
    evaluation: Evaluation, subjects: list[Subject], this_year: int, worth: Worth | None = None
) -> list[Explanation]:
    """Explanations in the order of the subjects; every first reason in words was proved by removal.

    `worth` is the value of a learned model; without it the fusion's counts.
    """
    of_query = places_of_terms(evaluation.query)
    cases = [_case(evaluation, subject, of_query) for subject in subjects]
    while open_cases := [case for case in cases if case.pending and not case.proved]:
        trials = [_trial(evaluation, case) for case in open_cases]
        for case, is_lowered in zip(open_cases, lowered(evaluation, trials, this_year, worth), strict=True):
            finding, _ = case.pending.pop(0)
            if is_lowered:
                case.proved.append(finding)
    return [_told(case) for case in cases]


def _trial(evaluation: Evaluation, case: _Case) -> Trial:
    subject = case.subject
    changed = without(subject.candidate, case.pending[0][1])
    asked_by = subject.demand is subject.candidate
    before = purpose_fit(subject.demand, subject.offer)
    after = purpose_fit(changed, subject.offer) if asked_by else purpose_fit(subject.demand, changed)
    gain = evaluation.weights.purpose * (after - before)
    return Trial(subject.candidate, subject.vectors, subject.value.value, changed, gain)


def _case(evaluation: Evaluation, subject: Subject, of_query: TermPlaces) -> _Case:
    terms = shared_terms(evaluation, subject.candidate, subject.value.carried_by)
    of_candidate = places_of_terms(subject.candidate)
    in_demand = subject.candidate is subject.demand
    pair = PairOfRecords(evaluation.query, subject.candidate, in_demand)
    words = evidence(terms, of_query, of_candidate, pair)
    spans = {word: word.demand_spans if in_demand else word.offer_spans for word in words}
    pending = text_reasons(evaluation, subject.candidate, subject.value, words, spans)
    return _Case(subject, words, pending, [])


def _told(case: _Case) -> Explanation:
    subject = case.subject
    rest = [finding for finding, _ in case.pending] + structured_reasons(
        subject.demand, subject.offer, dict(subject.structured)
    )
    rest.sort(key=lambda finding: (-finding.weight, finding.code))
    documents: tuple[int, ...] = ()
    if subject.candidate.kind == EXPERT or subject.candidate.documents:
        units = units_of(subject.candidate)
        carried = [units[item.unit].document for item in subject.value.carried_by]
        documents = tuple(dict.fromkeys(number for number in carried if number >= 0))
    return Explanation(
        case.words,
        tuple([*case.proved, *rest][:MOST_REASONS]),
        missing_between(subject.demand, subject.offer),
        documents,
    )
