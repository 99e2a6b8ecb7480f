"""Pages of the shell; mounted at the root."""

from django.urls import path

from qianqiao.web.views import gallery, home, my_records, pages

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("about/", pages.about, name="about"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("my/records/", my_records.my_records, name="my_records"),
    path("_/components/", gallery.components, name="components"),
]
