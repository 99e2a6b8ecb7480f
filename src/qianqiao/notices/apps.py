"""The room as a Django app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "qianqiao.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
