"""What the room tells people, in words."""

from django.utils.translation import gettext_lazy as _

from qianqiao.notices import texts

texts.register("search.news", _("Your saved searches find %(count)s new: %(names)s."), _("See what is new"))
