"""The room as a Django app; sentences of the log and event handlers are registered when it is ready."""

from importlib import import_module

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "qianqiao.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for module in ("audit_sentences", "handlers"):
            import_module(f"qianqiao.api.{module}")
