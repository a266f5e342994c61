"""The Perjanjian Kinerja (PK) as e-SAKIP exports it: looked at, stored row by row, handed on to the heads' SKP.

A file says what the units of an OPD promised for a year; a second sheet names the indicators that there are. Nothing
here changes a promise: a newer file adds rows, and what stands in an SKP changes only when its owner takes it over.
"""

from webapp.services.planning.sakip.reading import COLUMNS, INDICATOR_COLUMNS
from webapp.services.planning.sakip.storing import Look, Stored, look, may_import, recent, store

__all__ = ["COLUMNS", "INDICATOR_COLUMNS", "Look", "Stored", "look", "may_import", "recent", "store"]
