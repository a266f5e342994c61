"""Daily activities: entry, verification, the month's progress, the team's heat map, reminders, the bank, corrections.

Entries are rows inside a month's case: what may be written is decided by the case's open step and the day's mandate.
"""
