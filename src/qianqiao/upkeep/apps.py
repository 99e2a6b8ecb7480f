"""The room as a Django app; policies, texts, handlers and what it adds to record pages are registered when it is ready."""

from importlib import import_module

from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "qianqiao.upkeep"
    label = "upkeep"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for part in ("policies", "texts", "handlers", "showing"):
            import_module(f"qianqiao.upkeep.{part}")
