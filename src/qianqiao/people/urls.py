"""Addresses of this room; mounted at the root."""

from django.urls import path, re_path

from qianqiao.organisations.views.record_pages.addresses import NUMBER
from qianqiao.people.views import joining, members, mine, roles, verification

_OWN = rf"^organisations/{NUMBER}"
app_name = "people"
urlpatterns = [
    path("my/organisations/", mine.organisations, name="mine"),
    re_path(rf"{_OWN}/members/$", members.members, name="members"),
    re_path(rf"{_OWN}/members/invite$", joining.invite, name="invite"),
    re_path(
        rf"{_OWN}/members/invitations/(?P<pk>\d{{1,18}})/take-back$", joining.take_back, name="take_back"
    ),
    re_path(rf"{_OWN}/members/(?P<pk>\d{{1,18}})/$", members.member, name="member"),
    re_path(rf"{_OWN}/join$", joining.join, name="join"),
    re_path(rf"{_OWN}/lend$", mine.lend, name="lend"),
    path("delegations/<int:pk>/end", mine.end_loan, name="end_loan"),
    path("invitations/<str:token>", joining.answer, name="invitation"),
    re_path(rf"{_OWN}/verification$", verification.verification, name="verification"),
    path("verifications/", verification.queue, name="verifications"),
    path("verifications/documents/<int:pk>", verification.document, name="document"),
    path("roles/", roles.roles, name="roles"),
    path("roles/why", roles.why, name="why"),
]
