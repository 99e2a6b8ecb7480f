"""Addresses of agreements; mounted at the root."""

from django.urls import path

from qianqiao.agreements import views

app_name = "agreements"
urlpatterns = [path("agreements/<str:number>/copy", views.signed_copy, name="copy")]
