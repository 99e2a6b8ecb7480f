"""The room as a Django app; policies, texts and the look-up of mandates are registered when it is ready."""

from importlib import import_module

from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "qianqiao.mandates"
    label = "mandates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for part in ("policies", "texts"):
            import_module(f"qianqiao.mandates.{part}")
        actors = import_module("qianqiao.organisations.actors")
        actors.register_carrying(import_module("qianqiao.mandates.queries").carried_by)
