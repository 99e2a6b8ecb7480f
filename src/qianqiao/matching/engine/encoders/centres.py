"""Mean vectors per model, side (demand or offer), language and role, from the project's own samples.

Demands and offers are written in different tones, and their means differ as much as languages do. A
corpus of a handful of records has no mean of its own worth the name; it is drawn to these.
`bench/make_centres.py` writes the file.
"""

from functools import cache
from pathlib import Path

import numpy as np

from qianqiao.matching.engine.encoders.base import Vectors

_FILE = Path(__file__).with_name("centres.npz")


@cache
def packaged_centres(identity: str, side: str) -> dict[str, dict[str, Vectors]]:
    """Language to role to mean vector [d]; empty for a model that nothing was packaged for."""
    found: dict[str, dict[str, Vectors]] = {}
    if not _FILE.exists():
        return found
    with np.load(_FILE) as stored:
        for name in stored.files:
            model, own_side, language, role = name.split("|")
            if model == identity.replace("/", "_") and own_side == side:
                found.setdefault(language, {})[role] = stored[name]
    return found
