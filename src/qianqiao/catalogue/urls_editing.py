"""Addresses of editing an offer; part of the room's own list."""

from django.urls import re_path

from qianqiao.catalogue.views import editing
from qianqiao.organisations.views.record_pages.addresses import NUMBER

urlpatterns = [re_path(rf"^offers/{NUMBER}/edit/?$", editing.edit, name="edit")]
