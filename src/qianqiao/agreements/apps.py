"""The room as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "qianqiao.agreements"
    label = "agreements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("qianqiao.agreements.policies")
