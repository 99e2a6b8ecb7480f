"""Stocks of a million records and more: on disk, shared by processes, matched by shortlist, changed at once."""

from qianqiao.matching.engine.large.building import Source, batches_of, build_generation
from qianqiao.matching.engine.large.corpus import LargeCorpus
from qianqiao.matching.engine.large.folders import BuildRunning, NoGeneration
from qianqiao.matching.engine.large.manifest import UnfitGeneration
from qianqiao.matching.engine.large.searching import Hit, LargeSearch

__all__ = [
    "BuildRunning",
    "Hit",
    "LargeCorpus",
    "LargeSearch",
    "NoGeneration",
    "Source",
    "UnfitGeneration",
    "batches_of",
    "build_generation",
]
