"""The room as a Django app; event handlers are registered when it is ready."""

from importlib import import_module

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "qianqiao.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("qianqiao.search.policies")
        import_module("qianqiao.search.handlers")
        import_module("qianqiao.search.notice_texts")
