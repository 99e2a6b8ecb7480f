"""Finds records that look like the same thing, after a run. What was decided once is not asked again."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count

from qianqiao.core import clock
from qianqiao.imports.domain.likeness import near_groups
from qianqiao.imports.domain.repeat_keys import folded
from qianqiao.imports.domain.rows import in_batches
from qianqiao.imports.kinds import Kind, kind_named
from qianqiao.imports.models import DuplicateCluster, DuplicateMember, ImportRun

Reason = DuplicateCluster.Reason
Found = tuple[str, list[str]]
_NUMBER_FIELDS = {"patents": "application_number", "experts": "orcid"}
_AT_ONCE = 2000


def find(run: ImportRun) -> int:
    """Clusters for the records of a run against all others of its kind; returns how many are new.

    Organisations are left out: the database itself admits one record per credit code.
    """
    kind = kind_named(run.kind)
    if not kind.owner_key:
        return 0
    touched = set(run.records.values_list("number", flat=True).iterator(chunk_size=5000))
    return sum(
        _remember(run, kind, reason, numbers)
        for reason, numbers in [*_same(kind, touched), *_alike(kind, touched)]
    )


def _live(kind: Kind) -> Any:
    records: Any = kind.model._default_manager  # noqa: SLF001  documented manager
    return records.exclude(state="withdrawn").order_by()


def _same(kind: Kind, touched: set[str]) -> Iterator[Found]:
    """Records with one official number."""
    field = _NUMBER_FIELDS.get(kind.name)
    if field is None:
        return
    seen: set[str] = set()
    for chunk in in_batches(sorted(touched), _AT_ONCE):
        values = _live(kind).filter(number__in=chunk).exclude(**{field: ""}).values_list(field, flat=True)
        repeated = (
            _live(kind)
            .filter(**{f"{field}__in": list(values)})
            .values(field)
            .annotate(n=Count("pk"))
            .filter(n__gt=1)
        )
        for value in sorted({str(row[field]) for row in repeated} - seen):
            seen.add(value)
            yield (
                Reason.SAME_NUMBER,
                sorted(_live(kind).filter(**{field: value}).values_list("number", flat=True)),
            )


def _alike(kind: Kind, touched: set[str]) -> Iterator[Found]:
    """Records of one owner with nearly equal titles; experts of one organisation with the same name."""
    owners: set[int] = set()
    for chunk in in_batches(sorted(touched), _AT_ONCE):
        owners.update(_live(kind).filter(number__in=chunk).values_list(f"{kind.owner_key}_id", flat=True))
    for owner in sorted(owners):
        own = _live(kind).filter(**{kind.owner_key: owner})
        if kind.name == "experts":
            yield from _namesakes(own.values_list("number", "name", "orcid"), touched)
        else:
            titles = dict(own.values_list("number", "title").iterator(chunk_size=5000))
            yield from ((Reason.NEAR_TITLE, group) for group in near_groups(titles, touched & titles.keys()))


def _namesakes(rows: Any, touched: set[str]) -> Iterator[Found]:
    """People of one name, unless two different ORCIDs tell them apart."""
    by_name: dict[str, list[tuple[str, str]]] = {}
    for number, name, orcid in rows:
        by_name.setdefault(folded(name), []).append((number, orcid))
    for people in by_name.values():
        numbers = sorted(number for number, _ in people)
        orcids = [orcid for _, orcid in people if orcid]
        all_told_apart = len(orcids) == len(people) and len(set(orcids)) == len(people)
        if len(people) > 1 and touched.intersection(numbers) and not all_told_apart:
            yield Reason.SAME_NAME, numbers


def fingerprint(kind: str, numbers: Sequence[str]) -> str:
    return hashlib.sha256("\n".join([kind, *sorted(numbers)]).encode()).hexdigest()


def _remember(run: ImportRun, kind: Kind, reason: str, numbers: list[str]) -> int:
    """Stores a cluster unless these records were already side by side; a smaller open one gives way."""
    with transaction.atomic():
        known = DuplicateCluster.objects.filter(kind=kind.name, members__number__in=numbers).distinct()
        wanted = set(numbers)
        for cluster in known.prefetch_related("members"):
            members = {member.number for member in cluster.members.all()}
            if wanted <= members:
                return 0
            if members < wanted and cluster.decision == DuplicateCluster.Decision.OPEN:
                cluster.delete()
        cluster = DuplicateCluster.objects.create(
            kind=kind.name,
            reason=reason,
            fingerprint=fingerprint(kind.name, numbers),
            found_by=run,
            created_at=clock.now(),
        )
        owners = dict(_live(kind).filter(number__in=numbers).values_list("number", f"{kind.owner_key}_id"))
        DuplicateMember.objects.bulk_create(
            DuplicateMember(cluster=cluster, number=number, organisation_id=owners[number])
            for number in numbers
        )
    return 1
