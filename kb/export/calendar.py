"""Deadlines as a calendar (RFC 5545) that Outlook, phones and WPS read."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event, vText
from msgspec import Struct

from kb.controls import xml_text


class Due(Struct, frozen=True, kw_only=True):
    """Something that falls due."""

    key: str
    """Stable and unique: later calendars replace this event instead of adding one."""
    on: str
    """ISO date as precise as the document: 2020, 2020-06, 2020-12-31."""
    title: str
    text: str
    category: str
    """The unit's role: 牵头, 配合, 责任."""


def last_day(iso: str) -> date:
    """The last day of an ISO date of any precision.

    >>> last_day("2020"), last_day("2020-02"), last_day("2020-12-05")
    (datetime.date(2020, 12, 31), datetime.date(2020, 2, 29), datetime.date(2020, 12, 5))
    """
    year, month, day = ([int(part) for part in iso.split("-")] + [0, 0])[:3]
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])


def _text(words: str) -> str:
    """The words as a value of the calendar: icalendar escapes commas and line feeds, but lets a lone CR end the line.

    >>> _text("甲\\rATTENDEE:乙\\x07")
    '甲\\nATTENDEE:乙'
    """
    return xml_text(words.replace("\r\n", "\n").replace("\r", "\n"))


def calendar(name: str, dues: Iterable[Due], day: str) -> bytes:
    """The calendar `name` with an all-day event on the last day of each; `day` (ISO date) is the date of writing."""
    made = Calendar()
    made.add("prodid", "-//zeren//责任图谱//ZH")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", vText(_text(name)))
    stamp = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
    for due in dues:
        end = last_day(due.on)
        event = Event()
        event.add("uid", f"{due.key}@zeren")
        event.add("dtstamp", stamp)
        event.add("dtstart", end)
        event.add("dtend", end + timedelta(days=1))
        event.add("summary", _text(due.title))
        event.add("description", _text(due.text))
        event.add("categories", [due.category])
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())
