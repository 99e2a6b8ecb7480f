"""The room as a Django app; event handlers are registered when it is ready."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "qianqiao.matching"
    label = "matching"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("qianqiao.matching.policies")
        if find_spec("qianqiao.matching.handlers"):
            import_module("qianqiao.matching.handlers")
            import_module("qianqiao.matching.digest_jobs")
