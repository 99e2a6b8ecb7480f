"""Vectors of records and the results of match runs."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RecordVector(models.Model):
    """One text of a record as one model sees it. Text that is not public has none: it is encoded when asked."""

    class Part(models.TextChoices):
        TITLE = "title", _("title")
        TEXT = "text", _("text")

    number = models.CharField(_("number"), max_length=16)
    revision = models.PositiveIntegerField(_("revision"))
    document = models.SmallIntegerField(_("document"), default=-1)
    language = models.CharField(_("language"), max_length=8)
    part = models.CharField(_("part"), max_length=5, choices=Part)
    encoder = models.CharField(_("encoder"), max_length=200)
    vector = models.BinaryField(_("vector"))

    class Meta:
        verbose_name = _("vector")
        verbose_name_plural = _("vectors")
        constraints = [
            models.UniqueConstraint(
                fields=["number", "document", "language", "part", "encoder"], name="record_vector_once"
            ),
            models.CheckConstraint(condition=models.Q(part__in=["title", "text"]), name="record_vector_part"),
        ]
        indexes = [models.Index(fields=["encoder", "number", "revision"], name="record_vector_of")]

    def __str__(self) -> str:
        return f"{self.number}@{self.revision} {self.language} {self.part}"


class VectorGeneration(models.Model):
    """A set of text models whose vectors serve matching together, are built beside those that serve, or served once.

    `encoder` joins the identities of the models; `members` keeps for each what opens it again, without any key.
    """

    class State(models.TextChoices):
        BUILDING = "building", pgettext_lazy("vector generation", "building")
        ACTIVE = "active", pgettext_lazy("vector generation", "active")
        RETIRED = "retired", pgettext_lazy("vector generation", "retired")

    encoder = models.TextField(_("encoder"), unique=True)
    members = models.JSONField(_("text models"), default=list)
    state = models.CharField(_("state"), max_length=8, choices=State)
    begun_at = models.DateTimeField(_("begun"))
    activated_at = models.DateTimeField(_("in use since"), null=True)
    retired_at = models.DateTimeField(_("retired on"), null=True)

    class Meta:
        verbose_name = _("vector generation")
        verbose_name_plural = _("vector generations")
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state__in=["building", "active"]),
                name="vector_generation_one_of_each",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["building", "active", "retired"]),
                name="vector_generation_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.encoder} ({self.state})"


class MatchRun(models.Model):
    """The ranked and explained candidates of one record against one state of a stock.

    `reading` says how much of the subject's text was used (full or public); `stock` names the state of the stock,
    `stock_size` its records. `result` holds the matches as written by `results.py`.
    """

    class Direction(models.TextChoices):
        OFFERS = "offers", _("offers")
        DEMANDS = "demands", _("demands")
        EXPERTS = "experts", _("experts")

    number = models.CharField(_("number"), max_length=16)
    revision = models.PositiveIntegerField(_("revision"))
    reading = models.CharField(_("reading"), max_length=8)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)
    stock = models.CharField(_("stock"), max_length=60)
    stock_size = models.PositiveIntegerField(_("records in stock"))
    engine = models.CharField(_("engine"), max_length=40)
    encoder = models.CharField(_("encoder"), max_length=200)
    result = models.JSONField(_("result"), default=dict)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("match run")
        verbose_name_plural = _("match runs")
        constraints = [
            models.UniqueConstraint(
                fields=["number", "revision", "reading", "direction", "stock", "engine", "encoder"],
                name="match_run_once",
            ),
            models.CheckConstraint(
                condition=models.Q(direction__in=["offers", "demands", "experts"]), name="match_run_direction"
            ),
            models.CheckConstraint(
                condition=models.Q(reading__in=["full", "public"]), name="match_run_reading"
            ),
        ]
        indexes = [models.Index(fields=["number", "direction", "-id"], name="match_run_latest")]

    def __str__(self) -> str:
        return f"{self.number}@{self.revision} → {self.direction}"
