"""Addresses of demands; mounted at the root."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, re_path

from qianqiao.demands.views import demand
from qianqiao.organisations.views.record_pages.addresses import NUMBER

app_name = "demands"
editing: list[URLPattern] = (
    import_module("qianqiao.demands.urls_editing").urlpatterns
    if find_spec("qianqiao.demands.urls_editing")
    else []
)
urlpatterns = [
    *editing,
    re_path(rf"^demands/{NUMBER}/?$", demand.demand, name="demand"),
    re_path(rf"^demands/{NUMBER}/steps/(?P<step>[a-z]+)$", demand.demand_step, name="demand_step"),
]
