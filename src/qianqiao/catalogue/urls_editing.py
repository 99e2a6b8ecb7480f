"""Addresses of editing records; part of the room's own list."""

from django.urls import re_path

from qianqiao.catalogue.views import editing, editing_experts
from qianqiao.organisations.views.record_pages.addresses import NUMBER

urlpatterns = [
    re_path(rf"^offers/{NUMBER}/edit/?$", editing.edit, name="edit"),
    re_path(rf"^experts/{NUMBER}/edit/?$", editing_experts.edit, name="edit_expert"),
]
