"""Addresses of what waits and what happened; mounted at the root."""

from django.urls import path

from qianqiao.notices.views import notices, settings, todo

app_name = "notices"
urlpatterns = [
    path("my/", todo.start, name="start"),
    path("my/todo/", todo.todo, name="todo"),
    path("my/notices/", notices.notices, name="notices"),
    path("my/notices/all", notices.mark_all, name="mark_all"),
    path("my/notices/settings/", settings.settings, name="settings"),
    path("notices/stop/<str:token>", settings.stop, name="stop"),
    path("my/notices/<int:pk>", notices.follow, name="follow"),
    path("my/notices/<int:pk>/mark", notices.mark, name="mark"),
]
