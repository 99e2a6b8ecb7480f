"""Addresses of the interface and the feeds; mounted at the root."""

from django.urls import include, path, re_path

from qianqiao.api.envelope import no_such_address, wrap_patterns
from qianqiao.api.v1 import api

_patterns, _app, _namespace = api.urls
_v1 = wrap_patterns([*_patterns, re_path(r"^(?P<rest>.*)$", no_such_address)])

urlpatterns = [
    path("api/v1/", include((_v1, _app), namespace=_namespace)),
]
