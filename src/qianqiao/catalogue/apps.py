"""The room as a Django app; event handlers are registered when it is ready."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "qianqiao.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for part in ("policies", "texts", "domain.records"):
            import_module(f"qianqiao.catalogue.{part}")
        if find_spec("qianqiao.catalogue.handlers"):
            import_module("qianqiao.catalogue.handlers")
