"""Addresses of the room; mounted at the root."""

from django.urls import path, re_path

from qianqiao.organisations.views.record_pages.addresses import NUMBER
from qianqiao.upkeep import views

app_name = "upkeep"
urlpatterns = [
    path("my/records/renew", views.renew, name="renew"),
    re_path(rf"^my/records/{NUMBER}/renew$", views.renew_one, name="renew_one"),
    path("my/records/renewals/<uuid:batch>/undo", views.take_back, name="take_back"),
    path("my/records/retirements/<int:key>/<slug:step>", views.decide, name="decide"),
]
