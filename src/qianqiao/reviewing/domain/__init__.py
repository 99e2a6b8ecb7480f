"""The only place of this room that writes."""

from qianqiao.reviewing.domain.following import follow, refuse_own, written

__all__ = ["follow", "refuse_own", "written"]
