"""The room as a Django app; policies and texts are registered when it is ready."""

from importlib import import_module

from django.apps import AppConfig


class ReviewingConfig(AppConfig):
    name = "qianqiao.reviewing"
    label = "reviewing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for part in ("policies", "texts"):
            import_module(f"qianqiao.reviewing.{part}")
