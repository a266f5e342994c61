"""What an administrator of the database can do to the evidence, 3,000 times, and what finds it.

`python -m tests.tampering` does all of it on a PostgreSQL of its own and prints a table; a fixed tenth is a test.
"""
