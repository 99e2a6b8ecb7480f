"""Absolute addresses of records: in the API and on the site. Numbers and addresses never change."""

from qianqiao.core import config
from qianqiao.organisations.views.record_pages.addresses import PATHS

ROOT = "/api/v1"


def place(number: str) -> str:
    """The collection of a number by its letter; LookupError for a letter that no record has."""
    return PATHS[number[:1]]


def record_address(number: str) -> str:
    return f"{config.site_address()}{ROOT}/{place(number)}/{number}"


def page_address(number: str) -> str:
    return f"{config.site_address()}/{place(number)}/{number}"


def docs_address() -> str:
    return f"{config.site_address()}{ROOT}/docs"


def case_address(number: str, rest: str = "") -> str:
    return f"{config.site_address()}{ROOT}/cases/{number}{rest}"


def case_page(number: str, rest: str = "") -> str:
    return f"{config.site_address()}/cases/{number}{rest}"
