"""The only writes of the room."""

from qianqiao.imports.domain.rows import Report, import_rows

__all__ = ["Report", "import_rows"]
