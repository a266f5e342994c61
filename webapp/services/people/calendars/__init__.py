"""Work calendars: days off, patterns of units, proposals from the national list, and the trail of changes."""
