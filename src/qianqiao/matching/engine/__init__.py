"""The matching engine: ranks and explains. Plain typed Python and NumPy, without database and web frame."""

from qianqiao.matching.engine.corpus import Corpus, encode_records
from qianqiao.matching.engine.encoders import Encoder, EncoderError, Ensemble, UseEncoder, segments_of
from qianqiao.matching.engine.matcher import Matcher, match_all
from qianqiao.matching.engine.records import Document, Indicator, Record
from qianqiao.matching.engine.results import (
    Audience,
    Finding,
    HardLimit,
    Match,
    Part,
    Ranking,
    Span,
    WordEvidence,
)
from qianqiao.matching.engine.scoring.weights import Weights
from qianqiao.matching.engine.views import texts_to_encode

__all__ = [
    "Audience",
    "Corpus",
    "Document",
    "Encoder",
    "EncoderError",
    "Ensemble",
    "Finding",
    "HardLimit",
    "Indicator",
    "Match",
    "Matcher",
    "Part",
    "Ranking",
    "Record",
    "Span",
    "UseEncoder",
    "Weights",
    "WordEvidence",
    "encode_records",
    "match_all",
    "segments_of",
    "texts_to_encode",
]
