"""How the index stands: which generation is active, how much it holds, what still waits."""

from dataclasses import dataclass

from qianqiao.core.clock import SHANGHAI
from qianqiao.core.models import OutboxDelivery
from qianqiao.search.domain.changes import HANDLERS, usable_generation
from qianqiao.search.index import places, writing
from qianqiao.search.models import IndexGeneration


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """`documents` and `size` (bytes) of the active generation; events that wait, and that were given up."""

    active: IndexGeneration | None
    usable: bool
    documents: int
    size: int
    waiting: int
    given_up: int
    building: int | None

    def lines(self) -> list[str]:
        """The same in words for a terminal."""
        if self.active is None:
            told = ["no generation is active; make one with: qianqiao index rebuild"]
        else:
            built = (self.active.built_at or self.active.started_at).astimezone(SHANGHAI)
            told = [
                f"generation {self.active.number}: {self.documents} documents, {self.size / 1e6:.1f} MB",
                f"built {built:%Y-%m-%d %H:%M:%S}, analyzers {self.active.analyzer_version}",
            ]
        if self.active is not None and not self.usable:
            told.append(
                "not usable: files are missing or other analyzers made it; run: qianqiao index rebuild"
            )
        told.append(f"events waiting: {self.waiting}, given up: {self.given_up}")
        if self.building is not None:
            told.append(f"generation {self.building} is being built, or its build was killed")
        return told


def index_status() -> IndexStatus:
    states = IndexGeneration.State
    active = IndexGeneration.objects.filter(state=states.ACTIVE).first()
    building = IndexGeneration.objects.filter(state=states.BUILDING).first()
    usable = usable_generation() is not None
    ours = OutboxDelivery.objects.filter(handler__in=HANDLERS.values())
    return IndexStatus(
        active=active,
        usable=usable,
        documents=writing.count(places.generation_path(active.number)) if active and usable else 0,
        size=places.size(active.number) if active else 0,
        waiting=ours.filter(state=OutboxDelivery.State.PENDING).count(),
        given_up=ours.filter(state=OutboxDelivery.State.DEAD).count(),
        building=building.number if building else None,
    )
