"""Which text models serve matching now, and which vectors are still to be made: reads only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from qianqiao.core.records import record_models
from qianqiao.demands.models import Demand
from qianqiao.matching import encoder as encoding
from qianqiao.matching.encoder import Member, Models
from qianqiao.matching.engine import EncoderError
from qianqiao.matching.models import MatchRun, RecordVector, VectorGeneration
from qianqiao.matching.queries import published
from qianqiao.matching.records import public_records
from qianqiao.matching.slots import PARTS
from qianqiao.matching.text_models import ModelSpec

State = VectorGeneration.State
LETTERS = "APXD"
# So many runs are read to learn which records people are shown.
_RECENT_RUNS = 300
# So many records at the end are looked at one by one: some have no text that could be compared.
_FEW = 50


@dataclass(frozen=True, slots=True)
class Step:
    """One round of the filling: a model and the parts that it encodes of every record."""

    member: Member
    parts: tuple[str, ...]

    @property
    def key(self) -> str:
        """Names the step in a job's arguments."""
        return f"{self.member.key}|{','.join(self.parts)}"


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many public records a model lacks the vectors of, by part."""

    model: str
    key: str
    state: str
    records: int
    lacking: Mapping[str, int]


def generation(state: str) -> VectorGeneration | None:
    """The generation that is active, or the one that is being built."""
    return VectorGeneration.objects.filter(state=state).first()


def serving() -> Models:
    """The models that matching uses now: the active generation, else what the settings name."""
    row = generation(State.ACTIVE)
    return models_of(row) if row is not None else encoding.wanted()[0]


def models_of(row: VectorGeneration, *, patient: bool = False) -> Models:
    """The models of a generation; one that cannot be opened here any more keeps its place and stays silent."""
    # today's settings say best where a service has moved to, or with which patience it is asked
    today = {member.identity: member.spec for member in encoding.wanted()[0].members}
    return Models(
        tuple(_member(entry, today.get(entry["identity"]), patient=patient) for entry in row.members)
    )


def member_entry(member: Member) -> dict[str, Any]:
    """A model as a generation keeps it."""
    return {
        "key": member.key,
        "identity": member.identity,
        "dimension": member.dimension,
        "texts": member.texts,
        "kind": member.spec.kind,
        "options": dict(member.spec.options),
    }


def _member(entry: Mapping[str, Any], today: ModelSpec | None, *, patient: bool) -> Member:
    spec = today or ModelSpec(entry["kind"], tuple(sorted(entry["options"].items())))
    kept = Member(spec, entry["identity"], entry["dimension"], texts=entry["texts"])
    try:
        found = encoding.member(spec, patient=patient)
    except EncoderError as error:
        return replace(kept, problem=str(error))
    if found.identity != kept.identity:
        return replace(kept, problem=f"{kept.identity} is no longer what is found here: {found.identity}")
    return replace(found, texts=kept.texts)


def members_to_fill() -> list[Member]:
    """Models of the active and of the growing generation, each once, those that can be used here."""
    found: dict[str, Member] = {}
    for state in (State.ACTIVE, State.BUILDING):
        row = generation(state)
        if row is not None:
            found |= {one.key: one for one in models_of(row, patient=True).members if one.encoder}
    return list(found.values())


def steps() -> list[Step]:
    """In which order a large stock is filled: the first model wholly, the others on titles, then on texts."""
    members = members_to_fill()
    first, others = members[:1], members[1:]
    return [
        *(Step(one, PARTS) for one in first),
        *(Step(one, (part,)) for part in PARTS for one in others),
    ]


def lacking(letter: str, encoder: str, parts: Iterable[str]) -> "QuerySet[Any]":
    """Rows whose text is public and of which a model lacks a part, at their revision."""
    own = RecordVector.objects.filter(
        encoder=encoder, number=OuterRef("number"), revision=OuterRef("revision")
    )
    return _public_rows(letter).exclude(*(Exists(own.filter(part=part)) for part in parts)).order_by("number")


def next_lacking(step: Step, *, after: str, limit: int) -> list[str]:
    """The next numbers of a step, kind by kind; `after` is the last number that was done."""
    start = LETTERS.index(after[0]) if after else 0
    for letter in LETTERS[start:]:
        rows = lacking(letter, step.member.key, step.parts)
        if after.startswith(letter):
            rows = rows.filter(number__gt=after)
        found: list[str] = list(rows.values_list("number", flat=True)[:limit])
        if found:
            return found
    return []


def best_candidates(step: Step, limit: int) -> list[str]:
    """Of the records that stood in recent runs, those that the step lacks, the most recently shown first."""
    shown: dict[str, None] = {}
    for result in MatchRun.objects.order_by("-pk").values_list("result", flat=True)[:_RECENT_RUNS]:
        shown |= dict.fromkeys(match["number"] for match in result.get("matches", ()))
    behind: set[str] = set()
    for letter in LETTERS:
        own = [number for number in shown if number.startswith(letter)]
        if own:
            rows = lacking(letter, step.member.key, step.parts).filter(number__in=own)
            behind |= set(rows.values_list("number", flat=True))
    return [number for number in shown if number in behind][:limit]


def is_complete(row: VectorGeneration) -> bool:
    """Whether every public record has title and text by every model of a generation."""
    for member in models_of(row).members:
        for letter in LETTERS:
            left = list(lacking(letter, member.key, PARTS).values_list("number", flat=True)[:_FEW])
            # a record without any text to compare never gets vectors
            if left and (len(left) == _FEW or public_records(published(letter, left))[0]):
                return False
    return True


def backlog() -> list[Backlog]:
    """How far each model has come, for operators: one line per model of the living generations."""
    total = sum(_public_rows(letter).count() for letter in LETTERS)
    lines = []
    for state in (State.ACTIVE, State.BUILDING):
        row = generation(state)
        for member in models_of(row).members if row is not None else ():
            behind = {
                part: sum(lacking(letter, member.key, (part,)).count() for letter in LETTERS)
                for part in PARTS
            }
            lines.append(Backlog(member.name, member.key, state, total, behind))
    return lines


def _public_rows(letter: str) -> "QuerySet[Any]":
    rows: QuerySet[Any] = record_models()[letter]._default_manager.filter(state="published")  # noqa: SLF001  Django's documented manager
    return rows.exclude(confidentiality=Demand.Confidentiality.SEALED) if letter == "D" else rows
