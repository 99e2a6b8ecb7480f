"""The room as a Django app; the sentences of the log are registered when it is ready."""

from importlib import import_module

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "qianqiao.oversight"
    label = "oversight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("qianqiao.oversight.sentences")
