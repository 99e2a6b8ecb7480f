"""Addresses of achievements, patents and experts; mounted at the root."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, path, re_path

from qianqiao.catalogue.views import experts, linking, offers
from qianqiao.organisations.views.record_pages.addresses import NUMBER

app_name = "catalogue"
editing: list[URLPattern] = (
    import_module("qianqiao.catalogue.urls_editing").urlpatterns
    if find_spec("qianqiao.catalogue.urls_editing")
    else []
)
urlpatterns = [
    *editing,
    re_path(rf"^offers/{NUMBER}/?$", offers.offer, name="offer"),
    re_path(rf"^achievements/{NUMBER}/?$", offers.offer),
    re_path(rf"^patents/{NUMBER}/?$", offers.offer),
    re_path(rf"^offers/{NUMBER}/steps/(?P<step>[a-z]+)$", offers.offer_step, name="offer_step"),
    re_path(rf"^experts/{NUMBER}/?$", experts.expert, name="expert"),
    re_path(rf"^experts/{NUMBER}/steps/(?P<step>[a-z]+)$", experts.expert_step, name="expert_step"),
    re_path(rf"^experts/{NUMBER}/account/(?P<step>[a-z_]+)$", linking.act, name="expert_account"),
    path("my/expert/", linking.mine, name="my_expert"),
]
