"""Addresses of organisations; mounted at the root."""

from django.urls import re_path

from qianqiao.organisations.views import organisation
from qianqiao.organisations.views.record_pages.addresses import NUMBER

app_name = "organisations"
urlpatterns = [
    re_path(rf"^organisations/{NUMBER}/?$", organisation.organisation, name="organisation"),
]
