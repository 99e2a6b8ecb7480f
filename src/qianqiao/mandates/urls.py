"""Addresses of this room; mounted at the root."""

from django.urls import re_path

from qianqiao.mandates.views import giving, mandates
from qianqiao.organisations.views.record_pages.addresses import NUMBER

app_name = "mandates"
urlpatterns = [
    re_path(rf"^organisations/{NUMBER}/mandates/$", mandates.mandates, name="mandates"),
    re_path(rf"^organisations/{NUMBER}/mandates/new$", giving.new, name="new"),
    re_path(rf"^mandates/{NUMBER}$", mandates.mandate, name="mandate"),
]
