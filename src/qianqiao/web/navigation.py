"""Where the header leads. Public addresses never change, so they are written here as they are."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    """One link; `current` says whether the page shown lies below it."""

    label: str | Promise
    url: str
    current: bool = False


MAIN: tuple[tuple[Promise, str], ...] = (
    (_("Achievements and patents"), "/offers/"),
    (_("Enterprise demands"), "/demands/"),
    (_("Experts"), "/experts/"),
    (_("Import"), "/imports/"),
)


def main_entries(path: str) -> list[Entry]:
    return [Entry(label, url, current=path.startswith(url)) for label, url in MAIN]
