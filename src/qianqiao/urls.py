"""The one URL table."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("qianqiao.web.urls")),
    path("", include("qianqiao.catalogue.urls")),
    path("", include("qianqiao.demands.urls")),
    path("", include("qianqiao.organisations.urls")),
    path("", include("qianqiao.notices.urls")),
    path("", include("qianqiao.oversight.urls")),
    path("", include("qianqiao.people.urls")),
    path("", include("qianqiao.reviewing.urls")),
    path("", include("qianqiao.mandates.urls")),
    path("", include("qianqiao.search.urls")),
    path("", include("qianqiao.matching.urls")),
    path("", include("qianqiao.agreements.urls")),
    path("", include("qianqiao.docking.urls")),
    path("", include("qianqiao.upkeep.urls")),
    path("funnel/", include("qianqiao.coordination.urls")),
    path("import/", include("qianqiao.imports.urls")),
    path("", include("qianqiao.api.urls")),
    path("accounts/", include("qianqiao.organisations.signing_in.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
