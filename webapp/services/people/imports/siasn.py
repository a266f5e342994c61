"""From records of the personnel system to rows of our tables: person, grade, posting, and where missing the post.

A new grade or posting ends the one before on the day before it begins; nothing is overwritten, except that a row which
never was true is corrected (another value since the same day; the same value since an earlier day). What our tables
know and an export does not say stays as it is. Handing in the same export twice changes nothing.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

from webapp.domain.masa import Masa
from webapp.domain.sentences import Sentence
from webapp.services.people.imports import cells
from webapp.services.people.imports.post_kinds import (
    folded,
    kind_of_person,
    kind_of_post,
    kind_of_unit,
    level_of_eselon,
)
from webapp.services.people.imports.records import Record
from webapp.services.people.imports.report import Refusal
from webapp.services.people.imports.sheets import MASA, Row
from webapp.services.people.imports.siasn_parts import (
    GRADE,
    HEAD,
    NOT_LEADING,
    PERSON,
    POST,
    POSTING,
    UNIT,
    NotUnderstood,
    kept,
    new_post,
    open_rows,
    read_cell,
    row_of,
)
from webapp.services.people.imports.state import Table
from webapp.storage.organisasi import StatusAsn
from webapp.storage.sisdm import Bidang

ALWAYS = date(2000, 1, 1)
"""First day of a unit of which the export tells no day: before every document that is kept here."""

_GONE = re.compile(r"pensiun|berhenti|diberhentikan|meninggal|wafat", re.IGNORECASE)

ALL_FIELDS = frozenset(Bidang)


class Translator:
    """Knows our tables as they stand, and says which rows a record asks for."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self.tables = tables
        self.posts: dict[tuple[str, str], Row] = {}
        self.heads: dict[str, Row] = {}
        self.units: dict[str, list[str]] = defaultdict(list)
        for row in tables["unit.csv"].values():
            self.units[folded(row.values["nama"])].append(row.values["kode"])
        for row in tables["jabatan.csv"].values():
            self._know_post(row)
        self.held: dict[str, Mapping[str, Sequence[Row]]] = {}
        self.open = {file: open_rows(tables[file].values()) for file in ("pangkat.csv", "posting.csv")}

    def on(self, file: str, nip: str, day: date) -> Row | None:
        """The grade or posting that a person holds on a day."""
        if file not in self.held:
            by_person: dict[str, list[Row]] = defaultdict(list)
            for row in self.tables[file].values():
                by_person[row.values["nip"]].append(row)
            self.held[file] = by_person
        return next((row for row in self.held[file].get(nip, ()) if day in row.values[MASA]), None)

    def _know_post(self, row: Row) -> None:
        self.posts.setdefault((row.values["unit"], folded(row.values["nama"])), row)
        if row.values["memimpin"]:
            self.heads.setdefault(row.values["unit"], row)

    # -- units -------------------------------------------------------------------------------------------------

    def unit(self, record: Record) -> list[Row]:
        """A unit and the post that heads it. Raises `NotUnderstood`."""
        code = read_cell(record, "Id", cells.code)
        name = read_cell(record, "NamaUnor", cells.text)
        above = read_cell(record, "DiatasanId", cells.code, empty=None)
        held = self.tables["unit.csv"].get((code,))
        values = {
            "kode": code,
            "nama": kept(held, "nama", name),
            "jenis": held.values["jenis"] if held else kind_of_unit(name),
            "induk": None if above == code else above,
            MASA: held.values[MASA] if held else Masa(ALWAYS),
        }
        if held is None:
            self.units[folded(name)].append(code)
        return [row_of("unit.csv", record, values, UNIT), *self._head(record, code)]

    def _head(self, record: Record, unit: str) -> list[Row]:
        name = read_cell(record, "NamaJabatan", cells.text, empty="")
        kind = level_of_eselon(record.get("EselonId"))
        held = self.heads.get(unit)
        if not name or (kind is None and held is None):
            return []
        if held is not None:
            values = {**held.values, "nama": kept(held, "nama", name)}
            row = Row("jabatan.csv", record.number, values, source=record.source, columns=HEAD)
            self.posts[unit, folded(name)] = row
        else:
            assert kind is not None
            row = new_post(record, unit, name, kind, HEAD)
            self._know_post(row)
        return [row]

    # -- people ------------------------------------------------------------------------------------------------

    def person(self, record: Record, fields: Collection[Bidang] = ALL_FIELDS) -> list[Row]:
        """What a person's record asks for; of some fields only, if so wished. Raises `NotUnderstood`."""
        nip = read_cell(record, "nipBaru", cells.nip)
        rows: list[Row] = []
        faults: list[Refusal] = []
        parts: list[Callable[[], list[Row]]] = [lambda: [self._person(record, nip, fields)]]
        if Bidang.GOLONGAN in fields and record.get("golRuangAkhir"):
            parts.append(lambda: self._grade(record, nip))
        if {Bidang.JABATAN, Bidang.UNIT} & set(fields) and record.get("jabatanNama"):
            parts.append(lambda: self._posting(record, nip))
        for part in parts:
            try:
                rows += part()
            except NotUnderstood as refused:
                faults += refused.refusals
        if faults:
            raise NotUnderstood(faults)
        return rows

    def _person(self, record: Record, nip: str, fields: Collection[Bidang]) -> Row:
        held = self.tables["pegawai.csv"].get((nip,))
        values = dict(held.values) if held else {
            "nip": nip, "nama": "", "gelar_depan": None, "gelar_belakang": None, "jenis": None,
            "status_asn": StatusAsn.AKTIF, "spmt": None, "email": None,
        }  # fmt: skip
        if Bidang.NAMA in fields or held is None:
            values["nama"] = kept(held, "nama", read_cell(record, "nama", cells.text))
        if Bidang.GELAR in fields or held is None:
            for ours, theirs in (("gelar_depan", "gelarDepan"), ("gelar_belakang", "gelarBelakang")):
                if theirs in record.cells:
                    values[ours] = kept(held, ours, read_cell(record, theirs, cells.text, empty=None))
        if Bidang.JENIS in fields or held is None:
            values["jenis"] = kind_of_person(record, nip, held.values["jenis"] if held else None)
        standing = record.get("kedudukanPnsNama")
        if standing and set(fields) == ALL_FIELDS:
            values["status_asn"] = StatusAsn.BERHENTI if _GONE.search(standing) else StatusAsn.AKTIF
        return row_of("pegawai.csv", record, values, PERSON)

    def _grade(self, record: Record, nip: str) -> list[Row]:
        values = {
            "nip": nip,
            "golongan": read_cell(record, "golRuangAkhir", cells.text),
            MASA: Masa(read_cell(record, "tmtGolAkhir", cells.day)),
            "sk": None,
        }
        return self._succeed(row_of("pangkat.csv", record, values, GRADE), record, "golongan")

    def _posting(self, record: Record, nip: str) -> list[Row]:
        start = read_cell(record, "tmtJabatan", cells.day)
        post, made = self._post_of(record)
        letter = read_cell(record, "nomorSk", cells.text, empty=None)
        values = {"nip": nip, "jabatan": post.values["kode"], MASA: Masa(start), "nomor_sk": letter}
        return made + self._succeed(row_of("posting.csv", record, values, POSTING), record, "jabatan")

    def _post_of(self, record: Record) -> tuple[Row, list[Row]]:
        """The post of the named unit with this name; if there is none, a new one that the line needs."""
        unit = self.unit_of(record)
        name = read_cell(record, "jabatanNama", cells.text)
        held = self.posts.get((unit, folded(name)))
        if held is not None and not held.implied:
            return held, []
        if held is not None:
            again = Row(
                held.file, record.number, held.values, source=record.source, columns=POST, implied=True
            )
            return again, [again]
        kind = kind_of_post(record.get("jenisJabatanId"), record.get("eselon", "eselonId", "eselonLevel"))
        if kind is None:
            message = Sentence(
                'Jabatan "%(name)s" belum ada di Lakon dan jenisnya tidak dapat dipastikan. Isi '
                "jenisJabatanId 1 (struktural, dengan eselon), 2 (fungsional), atau 4 "
                "(pelaksana).",
                name=name,
            )
            raise NotUnderstood([record.refuse("jenisJabatanId", message)])
        head = self.heads.get(unit)
        if head is not None and kind not in NOT_LEADING:
            message = Sentence(
                'Unit ini dipimpin "%(nama)s" di Lakon. Bila nama jabatannya berganti, unggah '
                "referensi unor dengan NamaJabatan yang baru bersama berkas ini.",
                nama=head.values["nama"],
            )
            raise NotUnderstood([record.refuse("jabatanNama", message)])
        row = new_post(record, unit, name, kind, POST)
        self._know_post(row)
        return row, [row]

    def unit_of(self, record: Record) -> str:
        """The code of the unit: by its id, else by a name that only one unit has. Raises `NotUnderstood`."""
        code = read_cell(record, "unorId", cells.code)
        if (code,) in self.tables["unit.csv"]:
            return str(code)
        named = self.units.get(folded(record.get("unorNama")), [])
        if code in named:
            return str(code)
        if len(named) == 1:
            return named[0]
        message = Sentence(
            "Unit %(unit)s tidak ada di Lakon. Unggah referensi unor bersama berkas ini.",
            unit=record.get("unorNama") or code,
        )
        raise NotUnderstood([record.refuse("unorId", message)])

    def _succeed(self, fresh: Row, record: Record, what: str) -> list[Row]:
        """The rows by which `fresh` follows, or corrects, what is open now."""
        letter = "sk" if fresh.file == "pangkat.csv" else "nomor_sk"
        exact = self.tables[fresh.file].get(fresh.key)
        if exact is not None:
            values = {
                **exact.values,
                what: fresh.values[what],
                letter: exact.values[letter] or fresh.values[letter],
            }
            return [row_of(fresh.file, record, values, fresh.columns)]
        held = self.open[fresh.file].get(fresh.values["nip"])
        if held is None:
            return [fresh]
        start, since = fresh.values[MASA].mulai, held.values[MASA].mulai
        if start == since or (start < since and held.values[what] == fresh.values[what]):
            values = {**fresh.values, letter: fresh.values[letter] or held.values[letter]}
            corrected = row_of(fresh.file, record, values, fresh.columns)
            corrected.replaces = held.key
            return [corrected]
        if start < since:
            message = Sentence(
                "SISDM mencatat ini sejak %(start)s, padahal di Lakon sudah ada yang lebih baru "
                "sejak %(since)s. Perbarui data di SISDM, atau perbaiki riwayatnya lewat "
                "%(file)s.",
                start=start,
                since=since,
                file=fresh.file,
            )
            raise NotUnderstood([fresh.refuse("mulai", message)])
        ended = {**held.values, MASA: Masa(since, start)}
        return [row_of(fresh.file, record, ended, fresh.columns), fresh]


def translate(
    tables: Mapping[str, Table], units: Iterable[Record], people: Iterable[Record]
) -> tuple[list[Row], list[Refusal]]:
    """The rows that the records ask for, units first, and the lines that cannot be understood."""
    translator = Translator(tables)
    rows, faults, _ = _each(translator.unit, units)
    found, _, left = _each(translator.person, people)
    again, unclear, _ = _each(translator.person, left)  # a line may name a post that a later one describes
    return rows + found + again, faults + unclear


def _each(
    read: Callable[[Record], list[Row]], records: Iterable[Record]
) -> tuple[list[Row], list[Refusal], list[Record]]:
    """The rows of all records, the faults, and the records that have any."""
    rows: list[Row] = []
    faults: list[Refusal] = []
    left: list[Record] = []
    for record in records:
        try:
            rows += read(record)
        except NotUnderstood as refused:
            faults += refused.refusals
            left.append(record)
    return rows, faults, left


def translate_fields(
    tables: Mapping[str, Table], record: Record, fields: Collection[Bidang]
) -> tuple[list[Row], list[Refusal]]:
    """The rows that some fields of one person's record ask for."""
    try:
        return Translator(tables).person(record, fields), []
    except NotUnderstood as refused:
        return [], list(refused.refusals)
