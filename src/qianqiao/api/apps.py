"""The room as a Django app; sentences of the log are registered when it is ready."""

from importlib import import_module

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "qianqiao.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("qianqiao.api.audit_sentences")
