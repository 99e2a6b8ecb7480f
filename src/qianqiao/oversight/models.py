"""That an account was erased: when, what went, and what the law makes us keep. It names nobody."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Erasure(models.Model):
    """One account that its person had erased. `person`: the key of the emptied account, for the audit log's sake."""

    person = models.BigIntegerField(_("account"), unique=True)
    at = models.DateTimeField(_("erased"))
    deleted = models.JSONField(_("deleted rows"), default=dict)
    kept = models.JSONField(_("kept rows"), default=dict)

    class Meta:
        verbose_name = _("erasure of an account")
        verbose_name_plural = _("erasures of accounts")

    def __str__(self) -> str:
        return str(self.person)
