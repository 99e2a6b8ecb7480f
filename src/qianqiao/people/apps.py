"""The room as a Django app; policies, texts and handlers are registered when it is ready."""

from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "qianqiao.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for part in ("policies", "texts", "handlers"):
            import_module(f"qianqiao.people.{part}")
