"""Addresses of cases; mounted at the root."""

from django.urls import path, re_path

from qianqiao.docking.views import agencies, case, deputies, express, fragments, my_cases, steps, talking
from qianqiao.organisations.views.record_pages.addresses import NUMBER

app_name = "docking"
CASE = rf"^cases/{NUMBER}"
urlpatterns = [
    path("cases/new", express.new, name="new"),
    re_path(rf"{CASE}/?$", case.case, name="case"),
    re_path(rf"{CASE}/steps/(?P<step>[a-z_]+)$", steps.step, name="step"),
    re_path(rf"{CASE}/messages$", talking.message, name="message"),
    re_path(rf"{CASE}/notes$", talking.note, name="note"),
    re_path(rf"{CASE}/sealed$", agencies.sealed, name="sealed"),
    re_path(rf"{CASE}/reports$", talking.report, name="report"),
    re_path(rf"{CASE}/files/(?P<pk>\d{{1,18}})$", talking.file, name="file"),
    re_path(rf"{CASE}/meetings$", talking.propose, name="propose"),
    re_path(rf"{CASE}/meetings/(?P<pk>\d{{1,18}})/answer$", talking.answer_meeting, name="answer_meeting"),
    re_path(rf"{CASE}/meetings/(?P<pk>\d{{1,18}})\.ics$", talking.meeting_ics, name="meeting_ics"),
    re_path(rf"{CASE}/clocks/(?P<clock_code>[a-z0-9_]+)/pause$", talking.pause, name="pause"),
    re_path(rf"{CASE}/clocks/(?P<clock_code>[a-z0-9_]+)/resume$", talking.resume, name="resume"),
    path("my/cases/", my_cases.my_cases, name="my_cases"),
    path("my/cases/export", my_cases.export, name="export"),
    path("my/deputy/", deputies.deputies, name="deputies"),
    path("my/deputy/<int:pk>/end", deputies.end, name="end_deputy"),
    re_path(rf"^organisations/{NUMBER}/answers/$", fragments.answers, name="answers"),
    re_path(
        rf"^organisations/{NUMBER}/answers/(?P<what>[a-z]+)/$", fragments.answer_rows, name="answer_rows"
    ),
    re_path(rf"^organisations/{NUMBER}/performance/$", agencies.figures, name="performance"),
    re_path(
        rf"^organisations/{NUMBER}/performance/(?P<what>[a-z]+)/$",
        agencies.figure_rows,
        name="performance_rows",
    ),
    re_path(rf"^offers/{NUMBER}/advice$", fragments.advice, name="advice"),
]
