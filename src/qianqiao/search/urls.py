"""Pages of the search room; mounted at the root."""

from django.urls import path

from qianqiao.search.views import completing, lists, saved

app_name = "search"
urlpatterns = [
    path("offers/", lists.offers, name="offers"),
    path("demands/", lists.demands, name="demands"),
    path("experts/", lists.experts, name="experts"),
    path("search/", lists.everything, name="all"),
    path("search/complete/", completing.complete, name="complete"),
    path("my/searches/", saved.saved_searches, name="saved"),
    path("my/searches/save", saved.save, name="save"),
    path("my/searches/<int:pk>/rename", saved.rename, name="rename"),
    path("my/searches/<int:pk>/tell", saved.tell, name="tell"),
    path("my/searches/<int:pk>/delete", saved.delete, name="delete"),
]
