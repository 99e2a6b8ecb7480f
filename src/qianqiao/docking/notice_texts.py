"""What people are told and what waits for them, as sentences; registered when the app is ready."""

from django.utils.translation import gettext_lazy as _

from qianqiao.notices.texts import register

OPEN = _("Open the case")

register("docking.expressed", _("%(who)s is interested and waits for your answer (%(number)s)."), _("Answer"))
register("docking.accept", _("%(who)s is interested as well (%(number)s)."), _("Open the contact"))
register("docking.refuse", _("%(who)s has declined and says why (%(number)s)."), OPEN)
register("docking.withdraw", _("%(who)s has taken the interest back (%(number)s)."), OPEN)
register("docking.open_contact", _("%(who)s has opened the contact (%(number)s)."), OPEN)
register(
    "docking.agree_confidentiality",
    _("%(who)s has recorded the confidentiality agreement (%(number)s)."),
    OPEN,
)
register("docking.negotiate", _("%(who)s has begun to negotiate (%(number)s)."), OPEN)
register("docking.agree", _("%(who)s has recorded the agreement (%(number)s)."), OPEN)
register("docking.pay", _("%(who)s has recorded money received (%(number)s)."), OPEN)
register("docking.close", _("%(who)s has closed the case and says why (%(number)s)."), OPEN)
register(
    "docking.release",
    _("The case with %(who)s was released: there was no answer in time (%(number)s)."),
    OPEN,
)
register("docking.lapse", _("The case with %(who)s was closed: it had gone quiet (%(number)s)."), OPEN)
register("docking.message", _("%(who)s has written (%(number)s)."), _("Read and reply"))
register("docking.reported", _("%(who)s reports how the agreement goes (%(number)s)."), OPEN)
register("docking.meeting_proposed", _("%(who)s proposes a meeting (%(number)s)."), _("Accept or decline"))
register("docking.meeting_accepted", _("%(who)s accepts the meeting (%(number)s)."), OPEN)
register("docking.meeting_declined", _("%(who)s declines the meeting (%(number)s)."), OPEN)
register("docking.meeting_cancelled", _("%(who)s has called off the meeting (%(number)s)."), OPEN)
register("docking.paused", _("%(who)s needs more time and says why (%(number)s)."), OPEN)
register(
    "docking.record_retired",
    _("The record %(record)s was retired; your case with %(who)s stays open (%(number)s)."),
    OPEN,
)
register(
    "docking.record_back", _("The record %(record)s of your case with %(who)s is back (%(number)s)."), OPEN
)
register("docking.late_reminder", _("%(who)s still waits for your word (%(number)s)."), OPEN)
register(
    "docking.late_organisation",
    _("Your organisation is late: %(who)s waits for its word (%(number)s)."),
    OPEN,
)
register("docking.late_in_region", _("%(who)s is late with its word (%(number)s)."), OPEN)
register(
    "docking.authority_asked",
    _("%(who)s is late; the authority of its region has been told (%(number)s)."),
    OPEN,
)

register("docking.todo.first_answer", _("Answer %(who)s (%(number)s)."), _("Answer"))
register("docking.todo.open_contact", _("Open the contact with %(who)s (%(number)s)."), _("Open the contact"))
register("docking.todo.contact", _("Go on with %(who)s: the next word is yours (%(number)s)."), OPEN)
register(
    "docking.todo.confidentiality", _("Confidentiality is agreed: go on with %(who)s (%(number)s)."), OPEN
)
register(
    "docking.todo.negotiation", _("Negotiation with %(who)s: the next word is yours (%(number)s)."), OPEN
)
register("docking.todo.follow_up", _("Report how the agreement with %(who)s goes (%(number)s)."), _("Report"))
register("docking.todo.step_in", _("Step in: %(who)s is late with its word (%(number)s)."), OPEN)
