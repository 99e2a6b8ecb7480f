"""What people are told and what waits for them; sealed text never stands in it."""

from django.utils.translation import gettext_lazy as _

from qianqiao.notices.texts import register

register("records.review_waiting", _("%(number)s was submitted and waits for your review."), _("Review"))
register(
    "records.check_waiting", _("Records of %(organisation)s wait for the platform's check."), _("Check them")
)
register(
    "records.accepted",
    _("%(number)s was accepted; the platform checks it before it is published."),
    _("Open the record"),
)
register("records.returned", _("%(number)s was returned with comments."), _("Read the comments"))
register("records.mend", _("%(number)s waits for your changes: its review has comments."), _("Change it"))
register("records.let_out", _("%(number)s was reviewed and is published."), _("See the record"))
