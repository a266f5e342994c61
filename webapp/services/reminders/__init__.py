"""Last days and what reminds of them: deadlines, the ladder, notices, the daily letter, calendar feeds."""
