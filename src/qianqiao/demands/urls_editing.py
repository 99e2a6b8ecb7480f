"""Addresses of writing and editing a demand; part of the room's own list."""

from django.urls import path, re_path

from qianqiao.demands.views import editing, editing_new
from qianqiao.organisations.views.record_pages.addresses import NUMBER

urlpatterns = [
    path("demands/new", editing_new.new, name="new"),
    re_path(rf"^demands/{NUMBER}/edit/?$", editing.edit, name="edit"),
    re_path(rf"^demands/{NUMBER}/edit/publish$", editing.publish, name="edit_publish"),
    re_path(rf"^demands/{NUMBER}/edit/(?P<step>[a-z]+)$", editing.edit_step, name="edit_step"),
]
