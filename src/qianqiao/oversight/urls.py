"""Addresses of one's own data and of the log; mounted at the root."""

from django.urls import path, re_path

from qianqiao.organisations.views.record_pages.addresses import NUMBER
from qianqiao.oversight.views import log, my_data

app_name = "oversight"
urlpatterns = [
    path("my/data/", my_data.my_data, name="my_data"),
    re_path(r"^my/data/export\.(?P<form>json|xlsx)$", my_data.export, name="export"),
    path("my/data/erase/", my_data.erase, name="erase"),
    re_path(rf"^organisations/{NUMBER}/audit/$", log.log, name="log"),
]
