"""What every living record shares: number, source, revision, validity, quality."""

from collections.abc import Iterable, Sequence, Set
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from qianqiao.core.fieldspec import FieldSpec
from qianqiao.core.workflow import StatefulRow

RECORD_STATES = ("draft", "in_review", "published", "suspended", "expired", "withdrawn")


class LivingRecord(StatefulRow):
    """A record that people publish, renew and retire.

    `revision` grows with every change of content (a match and an indexed document name it); `version` grows with
    every write. (`source`, `external_id`) is the repeat key of imports; `content_hash` tells an unchanged row.
    """

    number_letter: ClassVar[str]
    owner_field: ClassVar[str] = "organisation"
    title_field: ClassVar[str] = "title"
    specs: ClassVar[Sequence[FieldSpec]]

    number = models.CharField(_("number"), max_length=16, unique=True, editable=False)
    source = models.CharField(_("source"), max_length=80, default="manual")
    external_id = models.CharField(_("external number"), max_length=120, blank=True)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    quality_score = models.PositiveSmallIntegerField(_("quality"), default=0, editable=False)
    quality_missing = models.JSONField(default=list, editable=False)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    last_proven_alive = models.DateField(_("last proven alive"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    updated_at = models.DateTimeField(_("updated"), editable=False, db_index=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number

    @property
    def owner_id_for_policy(self) -> int | None:
        """Primary key of the organisation that owns the record."""
        key: int | None = getattr(self, f"{self.owner_field}_id")
        return key

    @property
    def owner_for_policy(self) -> Any:
        """The organisation that owns the record, or None."""
        return getattr(self, self.owner_field)

    @property
    def audit_chain(self) -> str:
        return f"organisation:{self.owner_id_for_policy}" if self.owner_id_for_policy else "platform"

    def missing_required(self) -> list[str]:
        """Keys of required fields that are empty."""
        return [spec.key for spec in self.specs if spec.required and not getattr(self, spec.attribute, None)]


def record_models() -> dict[str, type[Any]]:
    """Every kind of living record by the letter of its public numbers."""
    return {model.number_letter: model for model in apps.get_models() if issubclass(model, LivingRecord)}


def written_by_chain(
    records: Iterable[LivingRecord], published: Set[str]
) -> list[tuple[str, dict[str, list[str]]]]:
    """What one write tells each owner's log: numbers with their revisions, and which of them (`published`) it let out."""
    found: dict[str, dict[str, list[str]]] = {}
    for record in records:
        told = found.setdefault(record.audit_chain, {"records": [], "published": []})
        told["records"].append(f"{record.number}@{record.revision}")
        if record.number in published:
            told["published"].append(record.number)
    return sorted(found.items())


def record_constraints(name: str) -> list[models.BaseConstraint]:
    """The checks of each concrete record table."""
    return [
        models.CheckConstraint(condition=models.Q(state__in=RECORD_STATES), name=f"{name}_state"),
        models.UniqueConstraint(
            fields=["source", "external_id"], condition=~models.Q(external_id=""), name=f"{name}_source_once"
        ),
        models.CheckConstraint(condition=models.Q(quality_score__lte=100), name=f"{name}_quality_range"),
    ]


def record_indexes(name: str) -> list[models.Index]:
    """The order of the newest of a record table, which also counts what was let out without reading the rows themselves."""
    return [
        models.Index(
            fields=["-published_at", "-id"],
            include=["state", "valid_until", "last_proven_alive", "number"],
            condition=models.Q(published_at__isnull=False),
            name=f"{name}_let_out",
        )
    ]


class IndicatorRow(models.Model):
    """A quantified indicator: what is asked or what was measured, as name, comparison, value and unit."""

    class Comparison(models.TextChoices):
        GE = "ge", "≥"
        LE = "le", "≤"
        EQ = "eq", "="
        GT = "gt", ">"
        LT = "lt", "<"
        RANGE = "range", "–"

    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("indicator"), max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    comparison = models.CharField(_("comparison"), max_length=5, choices=Comparison, default=Comparison.EQ)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=6)
    value_max = models.DecimalField(_("upper value"), max_digits=20, decimal_places=6, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)

    class Meta:
        abstract = True
        ordering = ("position", "id")

    def __str__(self) -> str:
        value, upper = (
            f"{self.value.normalize():f}",
            f"{self.value_max.normalize():f}" if self.value_max is not None else "",
        )
        told = (
            f"{value}–{upper}"
            if self.comparison == self.Comparison.RANGE
            else f"{self.get_comparison_display()} {value}"
        )
        return f"{self.name} {told} {self.unit}".strip()
