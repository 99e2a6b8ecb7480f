"""The room as a Django app; policies and event handlers are registered when it is ready."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "qianqiao.imports"
    label = "imports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("qianqiao.imports.policies")
        if find_spec("qianqiao.imports.handlers"):
            import_module("qianqiao.imports.handlers")
