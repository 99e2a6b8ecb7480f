"""Addresses of this room; mounted at the root."""

from django.urls import path

from qianqiao.reviewing import views

app_name = "reviewing"
urlpatterns = [
    path("my/reviews/", views.reviews, name="reviews"),
    path("my/reviews/publish", views.publish, name="publish"),
]
