"""The room as a Django app; policies, texts and handlers are registered when it is ready."""

from importlib import import_module

from django.apps import AppConfig


class DockingConfig(AppConfig):
    name = "qianqiao.docking"
    label = "docking"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for module in ("policies", "notice_texts", "handlers"):
            import_module(f"qianqiao.docking.{module}")
