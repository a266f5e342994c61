"""What may go wrong around the program, made to happen: kills, a database that stops, a full disk, clocks, mail.

A small fixed part runs with the other tests. `python -m tests.faults` runs the whole and prints the table of
`docs/reliability.md`.
"""
