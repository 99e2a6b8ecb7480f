"""What every page may know."""

from django.http import HttpRequest

from qianqiao.core import config


def site(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001  Django's signature
    return {"sample_data": config.is_sample_site(), "site_address": config.site_address()}
