"""Faults that show only when rows stand beside each other: unknown codes, cycles, overlapping periods.

Each check looks at the tables as they would stand after the import and blames a row of the files. What the
database would refuse is said here first, in words; its constraints remain the second wall.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from webapp.domain.jabatan import JenisJabatan
from webapp.domain.nip import JenisAsn, Nip, baca_nip
from webapp.domain.pangkat import periksa_golongan
from webapp.domain.sentences import Sentence
from webapp.services.people.imports.report import Refusal
from webapp.services.people.imports.sheets import MASA, Row
from webapp.services.people.imports.state import Table

Tables = Mapping[str, Table]
"""All tables as they would stand after the import, by file."""

_REFERENCES = (
    ("unit.csv", "induk", "unit.csv", "Unit"),
    ("jabatan.csv", "unit", "unit.csv", "Unit"),
    ("pangkat.csv", "nip", "pegawai.csv", "NIP"),
    ("posting.csv", "nip", "pegawai.csv", "NIP"),
    ("posting.csv", "jabatan", "jabatan.csv", "Jabatan"),
    ("ketidakhadiran.csv", "nip", "pegawai.csv", "NIP"),
    ("akun.csv", "nip", "pegawai.csv", "NIP"),
    ("akun.csv", "pihak_luar", "pihak_luar.csv", Sentence("Pihak luar")),
)
"""File, column, the file it refers to, and what a reader calls it."""


Gone = Mapping[tuple[str, tuple[Any, ...]], Row]
"""Rows that were left out, by file and key."""


def check(tables: Tables, gone: Gone = MappingProxyType({})) -> list[Refusal]:
    """Every fault between rows, each blamed on a row of the files. `gone` rows are named to those that need them."""
    faults = _unknown(tables, gone)
    if faults:
        return faults  # the other checks follow these references
    return [fault for one in _CHECKS for fault in one(tables) if fault.row is not None]


def _unknown(tables: Tables, gone: Gone) -> list[Refusal]:
    faults = []
    for file, column, target, words in _REFERENCES:
        known = tables[target]
        for row in tables[file].values():
            name = row.values[column]
            if name is not None and (name,) not in known and row.number is not None:
                faults.append(row.refuse(column, _missing(words, name, target, gone.get((target, (name,))))))
    return faults


def _missing(words: str, name: str, target: str, left_out: Row | None) -> str:
    if left_out is None:
        return Sentence(
            "%(words)s %(name)s tidak ada. Periksa penulisannya, atau tambahkan dahulu di %(target)s.",
            words=Sentence(words),
            name=name,
            target=target,
        )
    source, number = left_out.line
    return Sentence(
        "%(words)s %(name)s ikut tertahan karena %(source)s baris %(number)s ditolak. "
        "Perbaiki dahulu baris itu.",
        words=Sentence(words),
        name=name,
        source=source,
        number=number,
    )


def _unit_cycles(tables: Tables) -> Iterator[Refusal]:
    units = tables["unit.csv"]
    sound: set[str] = set()
    for row in units.values():
        path: list[str] = []
        code = row.values["kode"]
        while code is not None and code not in sound and code not in path:
            path.append(code)
            code = units[(code,)].values["induk"]
        if code in path:
            circle = " → ".join([*path[path.index(code) :], code])
            message = Sentence(
                "Susunan unit berputar: %(circle)s. Perbaiki induk salah satunya sehingga "
                "berujung di puncak.",
                circle=circle,
            )
            yield _youngest(units[(one,)] for one in path[path.index(code) :]).refuse("induk", message)
        sound.update(path)


def _posts(tables: Tables) -> Iterator[Refusal]:
    heads: dict[str, Row] = {}
    for row in tables["jabatan.csv"].values():
        post = row.values
        if (post["jenis"] is JenisJabatan.JF) != (post["jenjang"] is not None):
            yield row.refuse("jenjang", "Jenjang diisi untuk jenis JF, dan hanya untuk jenis itu.")
        if post["memimpin"] and not post["tunggal"]:
            yield row.refuse(
                "tunggal", 'Jabatan yang memimpin unit hanya dipegang satu orang: isi tunggal "ya".'
            )
        if post["pukm"] and not post["memimpin"]:
            yield row.refuse(
                "pukm", 'PUKM memimpin unit kerja mandiri: isi memimpin "ya", atau pukm "tidak".'
            )
        if post["memimpin"]:
            other = heads.setdefault(post["unit"], row)
            if other is not row:
                head = other.values["kode"]
                message = Sentence(
                    "Unit %(unit)s sudah dipimpin jabatan %(head)s. Satu unit, satu kepala.",
                    unit=post["unit"],
                    head=head,
                )
                yield _youngest((other, row)).refuse("memimpin", message)


def _people(tables: Tables) -> Iterator[Refusal]:
    blamed = set()
    for row in tables["pegawai.csv"].values():
        number = baca_nip(row.values["nip"]) if row.number is not None else None
        kind = row.values["jenis"].jenis_asn
        if isinstance(number, Nip) and number.jenis is not kind:
            message = Sentence(
                "NIP ini milik %(milik)s, tetapi jenis diisi %(jenis)s. Samakan dengan SK.",
                milik=number.jenis,
                jenis=row.values["jenis"],
            )
            blamed.add(row.key)
            yield row.refuse("jenis", message)
        if kind is JenisAsn.PPPK and row.values["spmt"] is not None:
            yield row.refuse("spmt", "SPMT hanya diisi untuk CPNS. Kosongkan.")
    for row in tables["pangkat.csv"].values():
        person = (row.values["nip"],)
        if row.number is None or person in blamed:
            continue  # a grade follows the kind of person, which must be mended first
        kind = tables["pegawai.csv"][person].values["jenis"].jenis_asn
        for fault in periksa_golongan(row.values["golongan"], kind):
            yield row.refuse("golongan", fault.pesan)


def _accounts(tables: Tables) -> Iterator[Refusal]:
    owners: dict[tuple[str, str], Row] = {}
    for row in tables["akun.csv"].values():
        owner = [(name, row.values[name]) for name in ("nip", "pihak_luar") if row.values[name] is not None]
        if len(owner) > 1:
            yield row.refuse("pihak_luar", "Isi salah satu: nip atau pihak_luar.")
        for one in owner:
            other = owners.setdefault(one, row)
            if other is not row:
                message = Sentence(
                    "%(one)s sudah punya akun %(nama_pengguna)s. Satu orang, satu akun.",
                    one=one[1],
                    nama_pengguna=other.values["nama_pengguna"],
                )
                yield _youngest((other, row)).refuse(one[0], message)


def _overlaps(
    rows: Iterable[Row],
    group: Callable[[Row], Any],
    column: str,
    words: Callable[[Row, Row], str],
    cause: Callable[[Row], Refusal | None] = lambda _: None,
) -> Iterator[Refusal]:
    """Rows of one group (None: of no group) whose periods share a day.

    Where both are stored already, `cause` says which row of the files brought them into one group.
    """
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        name = group(row)
        if name is not None:
            groups[name].append(row)
    for members in groups.values():
        members.sort(key=lambda row: (row.values[MASA].mulai, row.number or 0))
        longest = members[0]
        for row in members[1:]:
            if row.values[MASA].beririsan(longest.values[MASA]):
                blamed = _youngest((longest, row))
                other = longest if blamed is row else row
                caused = cause(blamed) if blamed.number is None else None
                yield caused or blamed.refuse(column, words(blamed, other))
                longest = other  # what is refused stands in nobody's way
            elif _end(row) > _end(longest):
                longest = row


def _end(row: Row) -> tuple[bool, Any]:
    until = row.values[MASA].sampai
    return (until is None, until)


def _youngest(rows: Iterable[Row]) -> Row:
    """The row to blame: the last one of the files."""
    return max(rows, key=lambda row: row.number or 0)


def _where(other: Row) -> str:
    if other.number is None:
        return Sentence("yang sudah tersimpan")
    return Sentence("baris %(number)s", number=other.number)


def _since(other: Row) -> str:
    start, last = other.values[MASA].mulai, other.values[MASA].hari_terakhir
    if last is None:
        return Sentence("sejak %(start)s", start=start)
    return Sentence("sejak %(start)s sampai %(last)s", start=start, last=last)


def _one_definitive_post(tables: Tables) -> Iterator[Refusal]:
    def words(_: Row, other: Row) -> str:
        return Sentence(
            "Pegawai ini sudah menjabat definitif %(jabatan)s %(since)s (%(where)s). Isi tanggal selesai jabatan "
            "yang lama. Plt dan Plh diusulkan lewat menu Penugasan.",
            jabatan=other.values["jabatan"],
            since=_since(other),
            where=_where(other),
        )

    return _overlaps(tables["posting.csv"].values(), lambda row: row.values["nip"], "mulai", words)


def _one_definitive_holder(tables: Tables) -> Iterator[Refusal]:
    def post(row: Row) -> str | None:
        single = tables["jabatan.csv"][(row.values["jabatan"],)].values["tunggal"]
        return row.values["jabatan"] if single else None

    def words(row: Row, other: Row) -> str:
        return Sentence(
            "Jabatan %(jabatan)s sudah dipegang definitif oleh %(nip)s %(since)s (%(where)s). Isi tanggal selesai "
            "pemegang lama. Plt dan Plh diusulkan lewat menu Penugasan.",
            jabatan=row.values["jabatan"],
            nip=other.values["nip"],
            since=_since(other),
            where=_where(other),
        )

    def cause(row: Row) -> Refusal:
        message = "Jabatan ini sedang dipegang lebih dari satu orang, jadi tidak dapat dijadikan tunggal."
        return tables["jabatan.csv"][(row.values["jabatan"],)].refuse("tunggal", message)

    return _overlaps(tables["posting.csv"].values(), post, "jabatan", words, cause)


def _one_grade(tables: Tables) -> Iterator[Refusal]:
    def words(_: Row, other: Row) -> str:
        return Sentence(
            "Pegawai ini sudah bergolongan %(golongan)s %(since)s (%(where)s). Isi tanggal selesai golongan yang lama.",
            golongan=other.values["golongan"],
            since=_since(other),
            where=_where(other),
        )

    return _overlaps(tables["pangkat.csv"].values(), lambda row: row.values["nip"], "mulai", words)


def _one_absence(tables: Tables) -> Iterator[Refusal]:
    def words(_: Row, other: Row) -> str:
        return Sentence(
            "Ketidakhadiran yang sama sudah tercatat %(since)s (%(where)s). Perbaiki tanggalnya.",
            since=_since(other),
            where=_where(other),
        )

    def kind(row: Row) -> tuple[str, str]:
        return row.values["nip"], row.values["jenis"]

    return _overlaps(tables["ketidakhadiran.csv"].values(), kind, "mulai", words)


def _one_head_of_region(tables: Tables) -> Iterator[Refusal]:
    def words(_: Row, other: Row) -> str:
        return Sentence(
            "%(name)s sudah Kepala Daerah %(since)s. Isi tanggal selesai masa jabatannya.",
            name=other.values["nama"],
            since=_since(other),
        )

    def office(row: Row) -> bool | None:
        return row.values["kepala_daerah"] or None

    return _overlaps(tables["pihak_luar.csv"].values(), office, "kepala_daerah", words)


def _one_rule_value(tables: Tables) -> Iterator[Refusal]:
    def words(_: Row, other: Row) -> str:
        return Sentence(
            "Aturan ini sudah bernilai %(since)s (%(where)s). Akhiri dahulu nilai yang lama.",
            since=_since(other),
            where=_where(other),
        )

    return _overlaps(tables["aturan.csv"].values(), lambda row: row.values["kunci"], "mulai", words)


_CHECKS: tuple[Callable[[Tables], Iterator[Refusal]], ...] = (
    _unit_cycles,
    _posts,
    _people,
    _accounts,
    _one_definitive_post,
    _one_definitive_holder,
    _one_grade,
    _one_absence,
    _one_head_of_region,
    _one_rule_value,
)
