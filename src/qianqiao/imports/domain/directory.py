"""Finds the organisations that rows name: by name, unified social credit code, university code or number."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.db.models.functions import Length
from rapidfuzz import fuzz, process

from qianqiao import reference
from qianqiao.imports.domain.options import Options
from qianqiao.imports.domain.repeat_keys import folded
from qianqiao.imports.kinds import Kind
from qianqiao.imports.parsing.rows import ParsedRow
from qianqiao.imports.policies import IMPORT
from qianqiao.imports.problems import shortened
from qianqiao.organisations.domain.records import upsert_organisations
from qianqiao.organisations.models import Organisation

AMBIGUOUS = -1
_CODE = re.compile(r"[0-9A-Z]{18}|\d{10}|O\d{4}-\d{6,}")
_NEAR_ENOUGH = 72
_NEAR_ASKED = 200  # unknown names of a run for which near ones are looked up


@dataclass(slots=True)
class Directory:
    """Names already looked up in this run, with the primary key found (AMBIGUOUS for several)."""

    kind: Kind
    options: Options
    _known: dict[str, int] = field(default_factory=dict)
    _labels: dict[int, str] = field(default_factory=dict)
    _near: dict[str, list[str]] = field(default_factory=dict)

    def resolve(self, rows: Iterable[ParsedRow]) -> None:
        """Puts the primary key in the place of each row's owner text, or a problem with the row."""
        key = self.kind.owner_key
        if not key:
            return
        rows = list(rows)
        self._look_up({str(row.values[key]) for row in rows if row.values.get(key)})
        for row in rows:
            if not any(problem.key == key for problem in row.problems):
                self._place(row, key)

    def _place(self, row: ParsedRow, key: str) -> None:
        said = str(row.values.get(key) or "")
        found = self._known.get(said) if said else self.options.default_owner_id
        spec = self.kind.spec(key)
        if not said and found is None:
            row.refuse(key, "organisation_owner_missing", field_zh=spec.label_zh, field_en=spec.label_en)
        elif found is None:
            self._refuse_unknown(row, key, said)
        elif found == AMBIGUOUS:
            row.refuse(key, "organisation_ambiguous", value=shortened(said))
        elif not self.options.is_trusted and not self.options.actor.may(IMPORT, found):
            row.refuse(key, "organisation_not_yours", value=shortened(said or self._labels.get(found, "")))
        else:
            row.values[key] = found

    def _refuse_unknown(self, row: ParsedRow, key: str, said: str) -> None:
        if said not in self._near and len(self._near) < _NEAR_ASKED:
            self._near[said] = near_names(said)
        near = self._near.get(said)
        if near:
            row.refuse(
                key,
                "organisation_unknown_near",
                value=shortened(said),
                candidates_zh="、".join(near),
                candidates_en="; ".join(near),
            )
        else:
            row.refuse(key, "organisation_unknown", value=shortened(said))

    def _look_up(self, said: set[str]) -> None:
        fresh = sorted(said - self._known.keys())
        if not fresh:
            return
        self._find(fresh)
        missing = [name for name in fresh if name not in self._known]
        if missing and self.options.create_organisations and self.options.is_trusted:
            self._create([name for name in missing if not _CODE.fullmatch(name.upper())])

    def _find(self, fresh: list[str]) -> None:
        by_text: dict[str, set[int]] = {}
        codes = [text.upper() for text in fresh]
        asked = (
            Q(name__in=fresh)
            | Q(name_en__in=fresh)
            | Q(uscc__in=codes)
            | Q(code__in=codes)
            | Q(number__in=codes)
        )
        for pk, *texts in Organisation.objects.filter(asked).values_list(
            "pk", "name", "name_en", "uscc", "code", "number"
        ):
            for text in filter(None, texts):
                by_text.setdefault(text.upper(), set()).add(pk)
        for text in fresh:
            found = by_text.get(text.upper())
            if found:
                self._known[text] = next(iter(found)) if len(found) == 1 else AMBIGUOUS

    def _create(self, names: list[str]) -> None:
        rows = [described(name, self.kind.name) for name in names]
        for name, written in zip(
            names,
            upsert_organisations(
                rows, actor=self.options.actor, source=self.options.source, fictional=self.options.fictional
            ),
            strict=True,
        ):
            self._known[name] = written.record.pk

    def forget(self) -> None:
        """Drops what was looked up, after a transaction that created organisations was rolled back."""
        self._known.clear()


def described(name: str, kind: str) -> dict[str, object]:
    """What is known of an organisation from its name alone, as a row for `upsert_organisations`."""
    row: dict[str, object] = {"name": name, "kind": "enterprise" if kind == "demands" else "university"}
    row["external_id"] = f"=name:{folded(name)}"[:120]
    university = reference.university_by_name(name)
    if university is not None:
        taken = Organisation.objects.filter(code=university.code).exists()
        row |= {
            "kind": "university",
            "region": university.region,
            "name_en": university.name_en if university.english_checked else "",
        }
        row |= {} if taken else {"code": university.code}
    elif re.search(r"(公司|集团|厂|合作社|企业)$", name):
        row["kind"] = "enterprise"
    elif re.search(r"(大学|学院|学校)$", name):
        row["kind"] = "university"
    return row


def near_names(said: str, count: int = 3) -> list[str]:
    """Names of organisations that resemble a text, best first."""
    pieces = {said[i : i + 2] for i in range(len(said) - 1)}
    wanted = Q()
    for piece in sorted(pieces)[:12]:
        wanted |= Q(name__contains=piece)
    if not wanted:
        return []
    length = len(said)
    names = (
        Organisation.objects.filter(wanted)
        .annotate(length=Length("name"))
        .filter(length__gte=length - 6, length__lte=length + 8)
        .order_by("pk")
        .values_list("name", flat=True)[:5000]
    )
    found = process.extract(
        said, list(dict.fromkeys(names)), scorer=fuzz.ratio, limit=count, score_cutoff=_NEAR_ENOUGH
    )
    return [name for name, _, _ in found]
