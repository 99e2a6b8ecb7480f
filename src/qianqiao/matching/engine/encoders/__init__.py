"""Encoders turn text into unit vectors; every encoder names itself so that stored vectors stay honest."""

from qianqiao.matching.engine.encoders.base import Encoder, EncoderError
from qianqiao.matching.engine.encoders.ensemble import Ensemble, segments_of
from qianqiao.matching.engine.encoders.use import UseEncoder

__all__ = ["Encoder", "EncoderError", "Ensemble", "UseEncoder", "segments_of"]
