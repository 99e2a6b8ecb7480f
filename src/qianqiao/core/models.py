"""Tables of the kernel: outbox, audit chain, public numbers. Append-only but for delivery marks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutboxEvent(models.Model):
    """Something that happened, written in the transaction of its cause."""

    kind = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["kind", "id"])]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class OutboxDelivery(models.Model):
    """One handler's work on one event; the pair is unique, so that an event is handled once."""

    class State(models.TextChoices):
        PENDING = "pending", _("pending")
        DONE = "done", _("done")
        DEAD = "dead", _("given up")

    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    next_attempt_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["event", "handler"], name="outbox_delivery_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["pending", "done", "dead"]), name="outbox_delivery_state"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"], condition=models.Q(state="pending"), name="outbox_pending"
            )
        ]

    def __str__(self) -> str:
        return f"{self.handler} ← {self.event_id}"


class AuditChain(models.Model):
    """Head of one organisation's hash chain; locked while an entry is appended."""

    name = models.CharField(max_length=80, primary_key=True)
    length = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        verbose_name = _("audit chain")
        verbose_name_plural = _("audit chains")

    def __str__(self) -> str:
        return self.name


class AuditEntry(models.Model):
    """One fact of the past. No foreign keys: it outlives what it tells of."""

    chain = models.CharField(max_length=80)
    sequence = models.BigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_label = models.CharField(max_length=200)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=80)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        constraints = [models.UniqueConstraint(fields=["chain", "sequence"], name="audit_entry_once")]
        indexes = [
            models.Index(fields=["subject", "id"]),
            # what somebody did, newest first
            models.Index(
                fields=["actor_id", "-at", "-id"],
                condition=models.Q(actor_id__isnull=False),
                name="audit_entry_actor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chain}/{self.sequence} {self.action} {self.subject}"


class NumberSeries(models.Model):
    """Last public number given out per letter and year."""

    letter = models.CharField(max_length=1)
    year = models.PositiveIntegerField()
    last = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [models.UniqueConstraint(fields=["letter", "year"], name="number_series_once")]

    def __str__(self) -> str:
        return f"{self.letter}{self.year}"
