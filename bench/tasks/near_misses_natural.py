"""Near misses as the field writes them: the words of need and offers fall as they do (`bench/data/README.md`)."""

from tables import Settings, Table
from tasks.near_misses import DATA, halves

FILE = DATA / "near_misses_natural.jsonl"


def run(settings: Settings) -> list[Table]:
    """As in `near_misses`."""
    return halves(FILE, "near-misses-natural", settings)
