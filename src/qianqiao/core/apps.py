"""The kernel as a Django app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "qianqiao.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from qianqiao.core import jobs, outbox  # noqa: PLC0415  models are ready only now

        outbox.wake_with(jobs.wake_worker)
