"""Addresses of signing in that the library does not have, mounted before its own."""

from django.urls import path

from qianqiao.organisations.signing_in import views

urlpatterns = [
    path("2fa/done/", views.after_setup, name="signing_in_after_setup"),
    path("continue/", views.carry_on, name="signing_in_continue"),
    path("sessions/<int:key>/end/", views.end_session, name="signing_in_end_session"),
    path("oidc/<str:provider_id>/login/", views.to_provider, name="signing_in_to_provider"),
]
