"""Use cases. Each is a function over a transaction: it locks, asks the rules, writes, and leaves history.

May use every lower room; knows no page and no HTTP. `work` holds the only commit.
"""
