"""The room as a Django app. It has no tables: it reads what other rooms keep."""

from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "qianqiao.coordination"
    label = "coordination"
