"""Master data from CSV and XLSX files: read, checked against each other and the database, stored whole or not at all.

Sheets of our own and exports of the personnel system come in by the same path. Every refused row is named with file,
row, column and what to do; on request the sound rest is stored without it. Importing the same files again changes
nothing. The session is the caller's and so is the commit.
"""

from webapp.services.people.imports.bounds import Bounds
from webapp.services.people.imports.report import Counts, Refusal, Report
from webapp.services.people.imports.run import import_files, read_folder
from webapp.services.people.imports.sheets import SHEETS

__all__ = ["SHEETS", "Bounds", "Counts", "Refusal", "Report", "import_files", "read_folder"]
