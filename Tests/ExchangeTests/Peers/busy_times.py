"""The busy times of a calendar as the Python libraries icalendar and recurring_ical_events read it.

usage: busy_times.py FIRST LAST ZONE FILE
Prints one JSON line: for each UID its times as [start, end] in minutes of UTC, or null where the libraries
can't tell.
"""
import datetime
import json
import sys
import zoneinfo

import icalendar
import recurring_ical_events


def minute(value, zone, up=False):
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime.combine(value, datetime.time())
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone)
    seconds = value.timestamp()
    return int(-(-seconds // 60) if up else seconds // 60)


def busy(calendar, first, last, zone):
    margin = datetime.timedelta(days=3)
    window = minute(first, zone), minute(last + datetime.timedelta(days=1), zone)
    times = []
    for event in recurring_ical_events.of(calendar).between(first - margin, last + margin):
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        if str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
            continue
        if event["DTSTART"].dt == event["DTEND"].dt:
            continue
        span = minute(event["DTSTART"].dt, zone), minute(event["DTEND"].dt, zone, up=True)
        if span[1] > span[0] and span[0] < window[1] and span[1] > window[0]:
            times.append(span)
    return sorted(times)


def main():
    first, last, zone_name, path = sys.argv[1:]
    zone = zoneinfo.ZoneInfo(zone_name)
    first, last = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    answer = {}
    try:
        calendars = icalendar.Calendar.from_ical(open(path, "rb").read(), multiple=True)
    except Exception:  # what the library can't read it is no judge of
        calendars = []
    for calendar in calendars:
        by_uid = {}
        for event in calendar.walk("VEVENT"):
            by_uid.setdefault(str(event.get("UID", "")).strip(), []).append(event)
        zones = calendar.walk("VTIMEZONE")
        for uid, events in by_uid.items():
            part = icalendar.Calendar()
            for component in zones + events:
                part.add_component(component)
            try:
                answer[uid] = busy(part, first, last, zone)
            except Exception:
                answer[uid] = None
    print(json.dumps(answer))


main()
