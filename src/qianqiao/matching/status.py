"""How the text models of the site stand, in plain lines for operators."""

from qianqiao.matching import encoder as encoding
from qianqiao.matching import generations

State = generations.State


def lines() -> list[str]:
    """Which models serve and which are being built, what records lack by each, and what the settings cannot have."""
    active, building = generations.generation(State.ACTIVE), generations.generation(State.BUILDING)
    told = [f"site: serving {active.encoder}" if active else "site: nothing was encoded yet"]
    if building is not None:
        told.append(f"site: building {building.encoder}; it takes over when it lacks nothing")
    for own in generations.backlog():
        lacking = ", ".join(f"{part}s {count}" for part, count in own.lacking.items() if count)
        told.append(
            f"    {own.model} ({own.state}): {own.records} public records, "
            + (f"still without: {lacking}" if lacking else "all encoded")
        )
    told += [
        f"    {one.name} is silent: {one.problem}" for one in generations.serving().members if one.problem
    ]
    told += [f"    {name} cannot be used: {error}" for name, error in encoding.wanted()[1].items()]
    again = encoding.reranker()
    if again is not None:
        told.append(f"    the best candidates are judged again by {again.identity}")
    return told
