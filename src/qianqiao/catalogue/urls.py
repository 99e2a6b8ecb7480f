"""Addresses of achievements, patents and experts; mounted at the root."""

from django.urls import path, re_path

from qianqiao.catalogue.views import editing, experts, linking, offers
from qianqiao.organisations.views.record_pages.addresses import NUMBER

app_name = "catalogue"
urlpatterns = [
    re_path(rf"^offers/{NUMBER}/edit/?$", editing.edit, name="edit"),
    re_path(rf"^experts/{NUMBER}/edit/?$", editing.edit, {"experts": True}, name="edit_expert"),
    re_path(rf"^offers/{NUMBER}/?$", offers.offer, name="offer"),
    re_path(rf"^achievements/{NUMBER}/?$", offers.offer),
    re_path(rf"^patents/{NUMBER}/?$", offers.offer),
    re_path(rf"^offers/{NUMBER}/steps/(?P<step>[a-z]+)$", offers.offer_step, name="offer_step"),
    re_path(rf"^experts/{NUMBER}/?$", experts.expert, name="expert"),
    re_path(rf"^experts/{NUMBER}/steps/(?P<step>[a-z]+)$", experts.expert_step, name="expert_step"),
    re_path(rf"^experts/{NUMBER}/account/(?P<step>[a-z_]+)$", linking.act, name="expert_account"),
    path("my/expert/", linking.mine, name="my_expert"),
]
