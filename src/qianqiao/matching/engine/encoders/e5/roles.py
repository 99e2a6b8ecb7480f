"""The words that e5 was trained to find in front of a text."""

from qianqiao.matching.engine.encoders.roles import Role

PREFIXES: dict[Role, str] = {"query": "query: ", "passage": "passage: "}
