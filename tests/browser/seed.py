"""Fills the site as the demo does, but leaves matches to be made when a page asks for them."""

import time
from collections.abc import Callable

from qianqiao.cli import setup


def step(name: str, work: Callable[[], object]) -> None:
    started = time.monotonic()
    work()
    print(f"{name}: {time.monotonic() - started:.1f} s", flush=True)  # noqa: T201  goes to the site's log


def encode_published() -> None:
    """Vectors of every published record: the first match of a test need not wait for the stock."""
    from qianqiao.matching import generations, queries  # noqa: PLC0415  after set-up
    from qianqiao.matching.domain.generations import ensure_generation  # noqa: PLC0415
    from qianqiao.matching.domain.vectors import encode_by_all  # noqa: PLC0415
    from qianqiao.matching.records import public_records  # noqa: PLC0415

    ensure_generation()
    records, revisions = public_records(queries.published("APXD"))
    encode_by_all(records, revisions, generations.members_to_fill())


def main() -> None:
    setup.django()
    from django.core.management import call_command  # noqa: PLC0415  after set-up

    from qianqiao.core import outbox  # noqa: PLC0415
    from qianqiao.samples import loading  # noqa: PLC0415
    from qianqiao.search.domain.generations import ensure_generation  # noqa: PLC0415

    step("tables", lambda: call_command("migrate", verbosity=0, interactive=False))
    step("sample data", loading.load)
    step("search index", ensure_generation)
    step("events", outbox.deliver_all)
    step("vectors", encode_published)


if __name__ == "__main__":
    main()
