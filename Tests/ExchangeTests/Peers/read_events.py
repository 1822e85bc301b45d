"""The events of a calendar as python-vobject reads them: JSON, times in minutes of UTC, in the file's order."""
import json
import sys

import vobject

calendar = vobject.readOne(open(sys.argv[1], encoding="utf-8", newline="").read())
print(json.dumps([{
    "uid": event.uid.value,
    "start": int(event.dtstart.value.timestamp() // 60),
    "end": int(event.dtend.value.timestamp() // 60),
    "summary": event.summary.value,
    "location": event.location.value,
    "status": event.status.value,
    "sequence": int(event.sequence.value),
} for event in calendar.vevent_list]))
