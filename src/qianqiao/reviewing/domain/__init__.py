"""The only place of this room that writes."""

from qianqiao.reviewing.domain.following import written
from qianqiao.reviewing.domain.releasing import Asked, Release, take_reviewed_step

__all__ = ["Asked", "Release", "take_reviewed_step", "written"]
