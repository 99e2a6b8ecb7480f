"""Stores the vectors of records: encoded once per revision and encoder, replaced when the text changes."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from qianqiao.matching.encoder import site_encoder, to_bytes
from qianqiao.matching.engine import Record, encode_records
from qianqiao.matching.models import RecordVector
from qianqiao.matching.queries import stored_vectors
from qianqiao.matching.slots import slots_of


def encode_missing(records: Sequence[Record], revisions: Mapping[str, int]) -> int:
    """Encodes and stores the records that have no vectors of their revision; returns how many those were.

    Idempotent by (number, revision, encoder). Side effects: rows of RecordVector, those of older texts removed.
    """
    encoder = site_encoder()
    if encoder is None or not records:
        return 0
    known = stored_vectors(records, revisions, encoder.identity)
    missing = [record for record in records if record.id not in known]
    if not missing:
        return 0
    rows = []
    encoded = encode_records(missing, encoder)
    for record in missing:
        for slot, vector in zip(slots_of(record), encoded[record.id], strict=True):
            rows.append(
                RecordVector(
                    number=record.id,
                    revision=revisions[record.id],
                    document=slot.document,
                    language=slot.language,
                    part=slot.part,
                    encoder=encoder.identity,
                    vector=to_bytes(vector),
                )
            )
    with transaction.atomic():
        RecordVector.objects.filter(
            encoder=encoder.identity, number__in=[record.id for record in missing]
        ).delete()
        RecordVector.objects.bulk_create(
            rows,
            batch_size=1000,
            update_conflicts=True,
            unique_fields=["number", "document", "language", "part", "encoder"],
            update_fields=["revision", "vector"],
        )
    return len(missing)


def forget_vectors(numbers: Sequence[str]) -> int:
    """Removes the vectors of records whose text is no longer public; returns how many rows went."""
    count, _ = RecordVector.objects.filter(number__in=numbers).delete()
    return count
