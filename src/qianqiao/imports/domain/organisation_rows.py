"""Rows of organisations: who may import them, and numbers that another record already carries."""

from collections.abc import Sequence

from django.db.models import Q

from qianqiao.imports.domain.options import Options
from qianqiao.imports.domain.repeat_keys import is_derived
from qianqiao.imports.parsing.rows import ParsedRow
from qianqiao.organisations.models import Organisation


def settle(rows: Sequence[ParsedRow], options: Options) -> None:
    """Refuses numbers that another record has; takes over records made earlier from a name alone."""
    if not options.is_trusted:
        for row in rows:
            row.refuse("name", "organisations_not_allowed")
        return
    sound = [row for row in rows if not row.problems]
    numbers = {str(row.values[key]) for row in sound for key in ("uscc", "code") if row.values.get(key)}
    names = {str(row.values["name"]) for row in sound}
    known = Organisation.objects.filter(
        Q(uscc__in=numbers) | Q(code__in=numbers) | Q(source=options.source, name__in=names)
    ).order_by("pk")
    by_number: dict[str, Organisation] = {}
    by_name: dict[str, Organisation] = {}
    for record in known:
        by_number |= {number: record for number in (record.uscc, record.code) if number}
        if record.source == options.source and is_derived(record.external_id):
            by_name[record.name] = record
    for row in sound:
        _settle(row, by_number, by_name, options)


def _settle(
    row: ParsedRow, by_number: dict[str, Organisation], by_name: dict[str, Organisation], options: Options
) -> None:
    external_id = str(row.values["external_id"])
    for key in ("uscc", "code"):
        holder = by_number.get(str(row.values.get(key) or ""))
        if holder is None or (holder.source, holder.external_id) == (options.source, external_id):
            continue
        if holder.source == options.source and is_derived(holder.external_id):
            _take_over(holder, external_id)
        else:
            value = str(row.values[key])
            row.refuse(key, "organisation_code_taken", value=value, owner=f"{holder.name} ({holder.number})")
        return
    holder = by_name.get(str(row.values["name"]))
    if holder is not None and holder.external_id != external_id:
        _take_over(holder, external_id)


def _take_over(record: Organisation, external_id: str) -> None:
    if not Organisation.objects.filter(source=record.source, external_id=external_id).exists():
        record.external_id = external_id
        record.save(update_fields=["external_id"])
