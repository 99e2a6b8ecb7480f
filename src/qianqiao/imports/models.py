"""Where rows come from, what became of a file, what was wrong, and what looks alike."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qianqiao.core.workflow import StatefulRow
from qianqiao.imports import states
from qianqiao.imports.kinds import KINDS
from qianqiao.imports.problems import CellProblem, Problem
from qianqiao.organisations.models import Organisation, User

KIND_CHOICES = [(name, kind.label) for name, kind in KINDS.items()]


class ImportSource(models.Model):
    """A place from which rows of one kind come again and again; remembers what its columns are.

    `key` is written into the records (their `source`) and namespaced by organisation, so that the like
    numbers of two organisations never meet. `header_mapping`: normal header to key (“-”: left out).
    """

    key = models.CharField(_("key"), max_length=80)
    kind = models.CharField(_("kind"), max_length=16, choices=KIND_CHOICES)
    name = models.CharField(_("name"), max_length=60)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    header_mapping = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("import source")
        verbose_name_plural = _("import sources")
        constraints = [models.UniqueConstraint(fields=["key", "kind"], name="import_source_once")]

    def __str__(self) -> str:
        return f"{self.key} · {self.kind}"


class ImportRun(StatefulRow):
    """One file on its way in. `cursor` counts the data rows dealt with; everything up to it is committed."""

    number_letter: ClassVar[str] = "I"

    number = models.CharField(_("number"), max_length=16, unique=True, editable=False)
    source = models.ForeignKey(
        ImportSource, on_delete=models.PROTECT, related_name="runs", verbose_name=_("source")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=KIND_CHOICES)
    file_name = models.CharField(_("file"), max_length=255)
    stored_path = models.CharField(max_length=1000, editable=False)
    is_stored_copy = models.BooleanField(default=True, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    size = models.BigIntegerField(_("size in bytes"))
    owner = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_dry_run = models.BooleanField(_("check only"), default=False)
    publish = models.BooleanField(_("publish complete records"), default=False)
    create_organisations = models.BooleanField(_("create unknown organisations"), default=False)
    header_mapping = models.JSONField(default=dict)
    language = models.CharField(max_length=2, default="zh")
    estimated_rows = models.BigIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    created = models.BigIntegerField(_("created rows"), default=0)
    updated = models.BigIntegerField(_("updated rows"), default=0)
    unchanged = models.BigIntegerField(_("unchanged rows"), default=0)
    rejected = models.BigIntegerField(_("rejected rows"), default=0)
    problems = models.BigIntegerField(default=0)
    preview = models.JSONField(default=list)
    failure = models.JSONField(default=dict)
    rejects_path = models.CharField(max_length=1000, blank=True, editable=False)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("uploaded"))
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import run")
        verbose_name_plural = _("import runs")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=list(states.STATES)), name="import_run_state"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    cursor=models.F("created")
                    + models.F("updated")
                    + models.F("unchanged")
                    + models.F("rejected")
                ),
                name="import_run_counts_add_up",
            ),
        ]
        indexes = [
            models.Index(
                fields=["heartbeat_at"],
                condition=models.Q(state__in=["checking", "running"]),
                name="import_run_at_work",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def audit_chain(self) -> str:
        return f"organisation:{self.owner_id}" if self.owner_id else "platform"

    @property
    def percent(self) -> int:
        """How far it is; never 100 before the end."""
        if self.state in {states.FINISHED, states.CHECKED}:
            return 100
        return min(99, 100 * self.cursor // self.estimated_rows) if self.estimated_rows else 0

    @property
    def refusal(self) -> Problem | None:
        """Why the file was not read, where it was not."""
        return Problem(self.failure["code"], self.failure.get("params", {})) if self.failure else None


class ImportRowError(models.Model):
    """One thing wrong with one cell (or, without an address, with the row)."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="row_errors")
    sheet = models.CharField(max_length=64, blank=True)
    row = models.BigIntegerField(_("row"))
    address = models.CharField(_("cell"), max_length=16, blank=True)
    key = models.CharField(_("field"), max_length=40, blank=True)
    value = models.CharField(_("content"), max_length=100, blank=True)
    code = models.CharField(max_length=40)
    params = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("row error")
        verbose_name_plural = _("row errors")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.address or self.row}: {self.code}"

    @property
    def told(self) -> CellProblem:
        problem = Problem(self.code, self.params)
        return CellProblem(self.sheet, self.row, self.address, self.key, self.value, problem)


class ImportedRecord(models.Model):
    """A record that a run created or changed, by its public number."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="records")
    number = models.CharField(max_length=16)
    outcome = models.CharField(
        max_length=9,
        choices=[
            ("created", pgettext_lazy("rows", "created")),
            ("updated", pgettext_lazy("rows", "updated")),
        ],
    )

    class Meta:
        verbose_name = _("imported record")
        verbose_name_plural = _("imported records")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.number} {self.outcome}"


class DuplicateCluster(models.Model):
    """Records that look like the same thing. A person decides; nothing is ever merged by itself."""

    class Reason(models.TextChoices):
        SAME_NUMBER = "same_number", _("Same number")
        NEAR_TITLE = "near_title", _("Nearly the same title and the same owner")
        SAME_NAME = "same_name", _("Same name and organisation")

    class Decision(models.TextChoices):
        OPEN = "open", _("To be decided")
        KEPT_APART = "kept_apart", _("Kept apart")
        SAME = "same", _("The same; one kept")

    kind = models.CharField(_("kind"), max_length=16, choices=KIND_CHOICES)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, default=Decision.OPEN)
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    found_by = models.ForeignKey(
        ImportRun,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="clusters",
        verbose_name=_("import run"),
    )
    kept_number = models.CharField(max_length=16, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("likely duplicates")
        verbose_name_plural = _("likely duplicates")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision__in=["open", "kept_apart", "same"]),
                name="duplicate_cluster_decision",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reason} #{self.pk}"


class DuplicateMember(models.Model):
    """A record of a cluster."""

    cluster = models.ForeignKey(DuplicateCluster, on_delete=models.CASCADE, related_name="members")
    number = models.CharField(max_length=16, db_index=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("likely duplicate")
        verbose_name_plural = _("likely duplicates (records)")
        constraints = [models.UniqueConstraint(fields=["cluster", "number"], name="duplicate_member_once")]

    def __str__(self) -> str:
        return self.number
