"""Addresses of match pages; mounted at the root."""

from django.urls import path, re_path

from qianqiao.matching.views import ask, record
from qianqiao.organisations.views.record_pages.addresses import NUMBER

app_name = "matching"
urlpatterns = [path("match/", ask.ask, name="ask")]
for name, place in (("offer", record.OFFERS), ("demand", record.DEMANDS), ("expert", record.EXPERTS)):
    urlpatterns += [
        re_path(rf"^{place.path}/{NUMBER}/matches/$", record.matches, {"place": place}, name=name),
        re_path(rf"^{place.path}/{NUMBER}/matches/top$", record.top, {"place": place}, name=f"{name}_top"),
    ]
