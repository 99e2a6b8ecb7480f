"""A meeting as an iCalendar file that calendars take in, change and remove by its uid."""

from datetime import timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from qianqiao.core import clock, config
from qianqiao.docking.models import CaseMeeting

STATUS = {"proposed": "TENTATIVE", "accepted": "CONFIRMED", "declined": "CANCELLED", "cancelled": "CANCELLED"}


def meeting_file(meeting: CaseMeeting) -> bytes:
    address = f"{config.site_address()}/cases/{meeting.case.number}"
    event = Event()
    event.add("uid", f"{meeting.case.number}-{meeting.pk}@qianqiao")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", clock.now())
    event.add("dtstart", meeting.starts_at.astimezone(clock.SHANGHAI))
    event.add("dtend", meeting.starts_at.astimezone(clock.SHANGHAI) + timedelta(minutes=meeting.minutes))
    event.add("summary", meeting.about or _("Meeting on %(number)s") % {"number": meeting.case.number})
    event.add("location", vText(meeting.place))
    event.add("description", address)
    event.add("url", address)
    event.add("status", STATUS[meeting.answer])
    calendar = Calendar()
    calendar.add("prodid", "-//Qianqiao//docking//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if STATUS[meeting.answer] == "CANCELLED" else "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
