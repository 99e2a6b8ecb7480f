"""Keys with which programs work in a person's name, answers kept for repeated requests, and how fast requests come."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from qianqiao.organisations.models import Organisation, User


class ApiKey(models.Model):
    """A key of one person for one organisation. The key itself is not kept, only its digest and its last letters."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    ending = models.CharField(_("ends with"), max_length=8)
    scopes = ArrayField(models.CharField(max_length=20), verbose_name=_("scopes"))
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("valid until"))
    last_used_at = models.DateTimeField(_("last used"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.name


class KeptAnswer(models.Model):
    """What a write answered, written in its transaction; `fingerprint` tells whether a repeated request is the same."""

    api_key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="answers")
    token = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    location = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = [models.UniqueConstraint(fields=["api_key", "token"], name="kept_answer_once")]

    def __str__(self) -> str:
        return f"{self.api_key_id} {self.token}"


class RequestPace(models.Model):
    """Until when the requests of one key or address so far keep the interface busy at the pace that they may have.

    The table is not in the write-ahead log, so counting makes no request wait for the disk; a crash forgets it.
    """

    # no index on the moment: so an update stays within its page
    name = models.CharField(max_length=80, primary_key=True)
    busy_until = models.DateTimeField()

    class Meta:
        verbose_name = _("pace of requests")
        verbose_name_plural = _("paces of requests")

    def __str__(self) -> str:
        return self.name
