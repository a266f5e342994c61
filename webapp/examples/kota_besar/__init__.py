"""A generated city of any size, for trying Lakon at the scale of a real one. Needs the package Faker.

The same number of people and the same seed give the same files, byte by byte (for one version of Faker). Nobody in it
exists: names are put together by chance. It may use the domain and the import's column names; it touches no database.
"""

from webapp.examples.kota_besar.build import LEAST_PEOPLE, MOST_PEOPLE, build

__all__ = ["LEAST_PEOPLE", "MOST_PEOPLE", "build"]
