"""The room as a Django app; event handlers are registered when it is ready."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "qianqiao.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        if find_spec("qianqiao.api.handlers"):
            import_module("qianqiao.api.handlers")
