"""Addresses of what waits and what happened; mounted at the root."""

from django.urls import path, re_path

from qianqiao.notices.views import notices, settings, todo, webhooks
from qianqiao.organisations.views.record_pages.addresses import NUMBER

app_name = "notices"
urlpatterns = [
    path("my/", todo.start, name="start"),
    path("my/todo/", todo.todo, name="todo"),
    path("my/notices/", notices.notices, name="notices"),
    path("my/notices/all", notices.mark_all, name="mark_all"),
    path("my/notices/settings/", settings.settings, name="settings"),
    path("notices/stop/<str:token>", settings.stop, name="stop"),
    re_path(rf"^organisations/{NUMBER}/webhooks/$", webhooks.webhooks, name="webhooks"),
    re_path(
        rf"^organisations/{NUMBER}/webhooks/(?P<pk>\d+)/(?P<verb>pause|resume|test|remove)$",
        webhooks.steer,
        name="webhook_step",
    ),
    re_path(
        rf"^organisations/{NUMBER}/webhooks/(?P<pk>\d+)/posts/(?P<post>\d+)/retry$",
        webhooks.retry,
        name="webhook_retry",
    ),
    path("my/notices/<int:pk>", notices.follow, name="follow"),
    path("my/notices/<int:pk>/mark", notices.mark, name="mark"),
]
