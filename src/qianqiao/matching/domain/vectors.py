"""Stores the vectors of records: encoded once per revision, model and part, replaced when the text changes."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from qianqiao.matching.encoder import Member, Models, public_texts, to_bytes
from qianqiao.matching.engine import EncoderError, Record, texts_to_encode
from qianqiao.matching.engine.corpus import role_of
from qianqiao.matching.engine.encoders.base import Vectors
from qianqiao.matching.models import RecordVector
from qianqiao.matching.queries import stored_vectors
from qianqiao.matching.slots import PARTS, Slot, slots_of

Wanted = tuple[str, Slot, str]


def encode_missing(
    records: Sequence[Record],
    revisions: Mapping[str, int],
    member: Member,
    parts: Sequence[str] = PARTS,
) -> int:
    """Encodes and stores what a model lacks of public readings in these parts; returns of how many records.

    Idempotent by (number, revision, part, model); all parts of a record come in one transaction.
    Side effects: rows of RecordVector, those of older texts removed. Raises EncoderError where the model cannot
    answer; then nothing is written.
    """
    lacking = stored_vectors(records, revisions, Models((member,))).lacking
    missing = {
        record.id: record
        for record in records
        if any((member.key, part) in lacking.get(record.id, ()) for part in parts)
    }
    rows = [
        RecordVector(
            number=number,
            revision=revisions[number],
            document=slot.document,
            language=slot.language,
            part=slot.part,
            encoder=member.key,
            vector=to_bytes(vector),
        )
        for number, slot, vector in _encoded(list(missing.values()), member, parts)
    ]
    if rows:
        _replace(sorted(missing), member.key, parts, rows)
    return len(missing)


def encode_by_all(records: Sequence[Record], revisions: Mapping[str, int], members: Sequence[Member]) -> bool:
    """`encode_missing` by every model; False where one could not answer and was left to a later pass."""
    complete = True
    for member in members:
        try:
            encode_missing(records, revisions, member)
        except EncoderError:
            complete = False
    return complete


def _encoded(
    records: Sequence[Record], member: Member, parts: Sequence[str]
) -> list[tuple[str, Slot, Vectors]]:
    """(number, slot, vector) of these parts; each role in one call of the model."""
    wanted: dict[str, list[Wanted]] = {"query": [], "passage": []}
    for record in records:
        for slot, text in zip(slots_of(record), texts_to_encode(record), strict=True):
            if slot.part in parts:
                wanted[role_of(record)].append((record.id, slot, text))
    found: list[tuple[str, Slot, Vectors]] = []
    with public_texts():
        for role in ("query", "passage"):
            if wanted[role]:
                vectors = member.encode([text for _, _, text in wanted[role]], role)
                found += [(number, slot, vectors[n]) for n, (number, slot, _) in enumerate(wanted[role])]
    return found


def _replace(
    numbers: Sequence[str], encoder: str, parts: Sequence[str], rows: Sequence[RecordVector]
) -> None:
    with transaction.atomic():
        RecordVector.objects.filter(encoder=encoder, number__in=numbers, part__in=parts).delete()
        RecordVector.objects.bulk_create(
            rows,
            batch_size=1000,
            update_conflicts=True,
            unique_fields=["number", "document", "language", "part", "encoder"],
            update_fields=["revision", "vector"],
        )


def forget_vectors(numbers: Sequence[str]) -> int:
    """Removes the vectors of records whose text is no longer public; returns how many rows went."""
    count, _ = RecordVector.objects.filter(number__in=numbers).delete()
    return count
