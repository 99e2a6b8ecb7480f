"""What every page may know."""

from django.http import HttpRequest

from qianqiao.core import config


def site(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001  Django's signature
    return {
        "sample_data": config.is_sample_site(),
        "sample_without_second_factor": config.sample_people_need_no_second_factor(),
        "site_address": config.site_address(),
    }
