"""Addresses of match pages; mounted at the root."""

from django.urls import path, re_path

from qianqiao.matching.views import ask, judging, quality, record, runs, similar, subjects, subscriptions, why
from qianqiao.organisations.views.record_pages.addresses import NUMBER

app_name = "matching"
urlpatterns = [
    path("match/", ask.ask, name="ask"),
    path("match/judge", judging.judge_match, name="judge"),
    path("my/subscriptions/", subscriptions.subscriptions, name="subscriptions"),
    path("my/subscriptions/follow", subscriptions.follow, name="follow"),
    path("my/subscriptions/language", subscriptions.choose_language, name="digest_language"),
    path("my/subscriptions/<int:pk>/stop", subscriptions.unfollow, name="unfollow"),
    path("subscriptions/stop/<str:token>", subscriptions.stop_by_link, name="stop_by_link"),
    path("quality/matching/", quality.overview, name="quality"),
    path("quality/matching/<str:what>/", quality.rows, name="quality_rows"),
]
for name, place in (("offer", subjects.OFFERS), ("demand", subjects.DEMANDS), ("expert", subjects.EXPERTS)):
    base = rf"^{place.path}/{NUMBER}/matches"
    urlpatterns += [
        re_path(rf"{base}/$", record.matches, {"place": place}, name=name),
        re_path(rf"{base}/top$", record.top, {"place": place}, name=f"{name}_top"),
        re_path(rf"{base}/why$", why.why, {"place": place}, name=f"{name}_why"),
        re_path(rf"{base}/runs/$", runs.runs, {"place": place}, name=f"{name}_runs"),
        re_path(rf"{base}/runs/repeat$", runs.repeat, {"place": place}, name=f"{name}_repeat"),
    ]
for name, place in (("offer", subjects.OFFERS), ("demand", subjects.DEMANDS)):
    urlpatterns.append(
        re_path(
            rf"^{place.path}/{NUMBER}/similar/$", similar.similar, {"place": place}, name=f"{name}_similar"
        )
    )
