"""What people are told and what waits for them; sealed text never stands in it."""

from django.utils.translation import gettext_lazy as _

from qianqiao.notices.texts import register

register("records.review_waiting", _("%(number)s was submitted and waits for your review."), _("Review"))
register("records.returned", _("%(number)s was returned to you with comments."), _("Read the comments"))
register("records.mend", _("%(number)s waits for your changes: a colleague has commented."), _("Change it"))
register("records.let_out", _("%(number)s was reviewed and is published."), _("See the record"))
