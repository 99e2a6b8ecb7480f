"""Addresses of the interface and the feeds; mounted at the root."""

from django.urls import include, path, re_path

from qianqiao.api.envelope import enveloped, no_such_address, wrap_patterns
from qianqiao.api.feeds import views as feeds
from qianqiao.api.v1 import api
from qianqiao.api.views import docs, keys

_patterns, _app, _namespace = api.urls
_v1 = [
    path("docs", docs.reference_page, name="docs"),
    *wrap_patterns([*_patterns, re_path(r"^(?P<rest>.*)$", no_such_address)]),
]

urlpatterns = [
    path("api/v1/", include((_v1, _app), namespace=_namespace)),
    path("my/keys/", keys.keys, name="api_keys"),
    path("my/keys/<int:pk>/end", keys.end, name="end_api_key"),
    path("feeds/offers.atom", enveloped(feeds.offers), name="feed_offers"),
    path("feeds/demands.atom", enveloped(feeds.demands), name="feed_demands"),
]
