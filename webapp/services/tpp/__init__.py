"""The monthly run of allowance percentages: opened, computed by a job, its files, differences, adjustments and reasons.

A run applies the rule set of its own month to what the database holds after the lock; the same again is the same file.
"""
