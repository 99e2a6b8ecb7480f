"""The sentences of this room's notices and to-dos, registered when the app is ready."""

from django.utils.translation import gettext_lazy as _

from qianqiao.notices.texts import register

LOOK = _("Look at it")

register(
    "records.todo.link_claimed", _("%(person)s says: the expert record %(number)s is mine."), _("Answer")
)
register("records.todo.link_proposed", _("Is the expert record %(number)s yours?"), _("Answer"))
register("records.link_proposed", _("Is the expert record %(number)s yours?"), _("Answer"))
register(
    "records.link_confirmed", _("It is confirmed: the expert record %(number)s belongs to %(person)s."), LOOK
)
register("records.link_refused", _("It was not confirmed that the expert record %(number)s belongs to %(person)s."), LOOK)  # fmt: skip
register(
    "records.link_undone", _("The link of %(person)s with the expert record %(number)s was undone."), LOOK
)
