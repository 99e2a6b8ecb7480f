"""Addresses of the funnel; mounted at /funnel/."""

from django.urls import path

from qianqiao.coordination.views import funnel

app_name = "coordination"
urlpatterns = [
    path("", funnel.page, name="funnel"),
    path("rows", funnel.rows, name="rows"),
    path("export", funnel.export, name="export"),
]
