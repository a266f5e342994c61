"""Backups: one consistent copy of the whole database in one file, and the way back.

`making` writes a backup from one snapshot and reads it again before it counts; `restoring` fills an empty database with
it, whole or not at all; `verifying` proves that what was restored works. `container` and `sealed` know the file,
`shape` the tables. Nothing here knows pages; secrets (keys) are never part of a backup.
"""
