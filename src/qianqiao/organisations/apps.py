"""The room as a Django app; event handlers are registered when it is ready."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "qianqiao.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("qianqiao.organisations.signing_in.trail")
        if find_spec("qianqiao.organisations.handlers"):
            import_module("qianqiao.organisations.handlers")
