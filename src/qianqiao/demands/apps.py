"""The room as a Django app; event handlers are registered when it is ready."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class DemandsConfig(AppConfig):
    name = "qianqiao.demands"
    label = "demands"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for part in ("policies", "domain.records"):
            import_module(f"qianqiao.demands.{part}")
        if find_spec("qianqiao.demands.handlers"):
            import_module("qianqiao.demands.handlers")
