"""The room as a Django app; event handlers are registered when it is ready."""

from importlib import import_module

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "qianqiao.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("qianqiao.notices.handlers")
