"""The end of a month in a city: everybody hands the month in, everybody is judged, many at once, through real HTTP."""
