"""Hostile files by number: the same number is the same file, on every machine.

Good ones with a few bytes changed, cut, doubled or joined with another; parts of a ZIP renamed, swollen, linked or
lying about themselves; and files that are made to hurt: bombs, entities, huge dimensions, deep nesting, strange names.
"""

from __future__ import annotations

import io
import random
import stat
import struct
import warnings
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from . import good

NAMES = (
    "../../etc/passwd", "/etc/passwd", "C:\\Windows\\a.pdf", "a\x00.pdf", "a\n\rb.csv", "\u202egpj.exe", "a" * 400,
    "", ".", "..", "pegawai.csv.exe", "sura\u0301t.pdf", "=cmd.csv", "<script>.png", "unit.csv", "aturan.csv",
    "penetapan.bpmn", "a'; DROP TABLE berkas;--.pdf", "pegawai (1).csv", "%2e%2e%2fa.xlsx",
)  # fmt: skip
NASTY = (
    b"<", b"&", b'"', b"'", b"\0", b"\xff\xfe", b"]]>", b"<!--", b"&#0;", b"&x;", b"<![CDATA[", b"\r", b"\n", b";",
    b",", b"=1+1", b"9" * 60, b"-1", b"1e999", b"NaN", b"{" * 40, b"[" * 40, b"\xed\xa0\x80", b"\xef\xbb\xbf", b"%PDF-",
    b"PK\x03\x04", b"<script>", b"#eval(\"1\")", b"\\u0000", b"2026-02-30", b"null", b"A" * 2_000,
)  # fmt: skip
LAUGHS = b"<!DOCTYPE x [<!ENTITY a 'ha'>" + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
) + b"]>"  # fmt: skip
EXTERNAL = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
SHEET = "xl/worksheets/sheet1.xml"


@dataclass(frozen=True)
class Hostile:
    """A file with its name, and the kind that it was made from."""

    name: str
    content: bytes
    kind: str


def hostile(number: int, kinds: tuple[str, ...]) -> Hostile:
    """The file of this number: mostly made from one of `kinds`, at times from any other, at times a bomb."""
    pick = random.Random(number)
    if pick.random() < 0.08:
        kind = pick.choice(sorted(bombs()))
        return Hostile(_name(pick, "berkas.xlsx"), bombs()[kind], kind)
    known = good.files()
    kind = pick.choice(kinds if pick.random() < 0.85 else sorted(known))
    name, content = known[kind]
    if content.startswith(b"PK") and pick.random() < 0.6:
        content = _zip_changed(pick, content)
    for _ in range(pick.choice((0, 1, 1, 2, 5))):
        content = pick.choice(CHANGES)(pick, content)
    return Hostile(_name(pick, name), content[:4_000_000], kind)


def _name(pick: random.Random, name: str) -> str:
    return pick.choice(NAMES) if pick.random() < 0.2 else name


# -- changes of bytes ------------------------------------------------------------------------------------------------


def _flip(pick: random.Random, raw: bytes) -> bytes:
    changed = bytearray(raw)
    for _ in range(pick.randint(1, 8) if changed else 0):
        changed[pick.randrange(len(changed))] = pick.randrange(256)
    return bytes(changed)


def _cut(pick: random.Random, raw: bytes) -> bytes:
    return raw[: pick.randint(0, len(raw))]


def _behead(pick: random.Random, raw: bytes) -> bytes:
    return raw[pick.randint(0, len(raw)) :]


def _insert(pick: random.Random, raw: bytes) -> bytes:
    at = pick.randint(0, len(raw))
    return raw[:at] + pick.choice(NASTY) + raw[at:]


def _double(pick: random.Random, raw: bytes) -> bytes:
    start = pick.randint(0, len(raw))
    part = raw[start : start + pick.randint(1, 400)]
    return raw[:start] + part * pick.choice((2, 3, 50)) + raw[start:]


def _join(pick: random.Random, raw: bytes) -> bytes:
    """A file of two kinds: what stands first tells one thing, what stands last another."""
    other = good.files()[pick.choice(sorted(good.files()))][1]
    return pick.choice((raw + other, other + raw, raw[:16] + other))


def _encode(pick: random.Random, raw: bytes) -> bytes:
    text = raw.decode("utf-8", "replace")
    return text.encode(
        pick.choice(("utf-16", "utf-16-le", "utf-7", "utf-32", "cp1252", "utf-8-sig")), "replace"
    )


def _swap(pick: random.Random, raw: bytes) -> bytes:
    """One word for another of the same file."""
    words = raw.split(b'"')
    if len(words) < 4:
        return raw
    one, other = pick.randrange(len(words)), pick.randrange(len(words))
    words[one], words[other] = words[other], words[one]
    return b'"'.join(words)


def _declare(pick: random.Random, raw: bytes) -> bytes:
    head, mark, rest = raw.partition(b"?>")
    return (
        head + mark + pick.choice((LAUGHS, EXTERNAL)) + rest
        if mark
        else pick.choice((LAUGHS, EXTERNAL)) + raw
    )


Change = Callable[[random.Random, bytes], bytes]
CHANGES: tuple[Change, ...] = (
    _flip,
    _flip,
    _cut,
    _behead,
    _insert,
    _insert,
    _double,
    _join,
    _encode,
    _swap,
    _declare,
)


def _zip_changed(pick: random.Random, raw: bytes) -> bytes:
    """A ZIP packed again with one part that is not as it should be."""
    try:
        with ZipFile(io.BytesIO(raw)) as archive:
            parts = [(member.filename, archive.read(member)) for member in archive.infolist()]
    except BadZipFile:
        return raw
    at, what = pick.randrange(len(parts)), pick.choice(WRONG)
    parts[at] = (_renamed(pick, what, parts[at][0]), _part(pick, what, parts[at][1]))
    return _packed(pick, what, parts, at)


WRONG = ("name", "text", "link", "twice", "lie", "password", "swell", "entity")


def _renamed(pick: random.Random, what: str, name: str) -> str:
    return (pick.choice(NAMES).encode("utf-8", "replace").decode() or "x") if what == "name" else name


def _part(pick: random.Random, what: str, content: bytes) -> bytes:
    if what == "text":
        for _ in range(pick.randint(1, 4)):
            content = pick.choice(CHANGES)(pick, content)
    elif what == "swell":
        content += b" " * 2_000_000
    elif what == "entity":
        content = _declare(pick, content)
    return content


def _packed(pick: random.Random, what: str, parts: list[tuple[str, bytes]], at: int) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), ZipFile(out, "w", ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of a name that stands twice
        for number, (name, content) in enumerate([*parts, parts[at]] if what == "twice" else parts):
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            if what == "link" and number == at:
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, content)
    made = bytearray(out.getvalue())
    found = made.rfind(b"PK\x01\x02")
    if what == "lie":  # the size that the list of parts tells
        struct.pack_into("<I", made, found + 24, pick.choice((0, 1, 0xFFFF_FFFE, 400_000_000)))
    elif what == "password":
        made[found + 8] |= 1
    return bytes(made)


# -- files that are made to hurt -------------------------------------------------------------------------------------


def _sheet(cells: bytes, head: bytes = b"") -> bytes:
    """The good workbook with other cells."""
    with ZipFile(io.BytesIO(good.files()["xlsx"][1])) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts[SHEET] = head + b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (space, cells)
    return good.packed(parts)


def _cell(place: str, text: str = "1") -> bytes:
    row = "".join(sign for sign in place if sign.isdigit())
    return f'<row r="{row}"><c r="{place}"><v>{text}</v></c></row>'.encode()


def _png(width: int, height: int) -> bytes:
    """A picture that promises so many pixels and holds none."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    text = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b" " * 50_000_000, 9))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + text
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


@cache
def bombs() -> dict[str, bytes]:
    """By name. Each is small as it comes."""
    header = good.files()["csv"][1].partition(b"\n")[0]
    jpeg = bytearray(good.picture("JPEG"))
    start = jpeg.rfind(b"\xff\xc0")
    struct.pack_into(">HH", jpeg, start + 5, 65_000, 65_000)
    far = _cell("A1") + _cell("XFD1048576")
    return {
        "a sheet with two cells at its ends": _sheet(far),
        "a sheet with a cell beyond its ends": _sheet(_cell("A1") + _cell("ZZZ99999999")),
        "a place that no number holds": _sheet(b'<row r="4294967296"><c r="AAAAAAAAAA4294967296"><v>1</v></c></row>'),
        "a sheet of cells without a place": _sheet(b"<row>" + b"<c/>" * 200_000 + b"</row>"),
        "a place behind a sign": _sheet(_cell("A1") + b'<row x=">" r="9000000"><c y=">" r="XFD9000000"/></row>'),
        "a sheet of blanks": _sheet(b" " * 60_000_000),
        "an entity in a sheet": _sheet(_cell("A1", "&j;"), LAUGHS),
        "a shared text that is not there": _sheet(b'<row r="1"><c r="A1" t="s"><v>99999999</v></c></row>'),
        "a day that no calendar has": _sheet(b'<row r="1"><c r="A1" s="1" t="d"><v>-99999999999</v></c></row>'),
        "a number without end": _sheet(_cell("A1", "9" * 400) + _cell("A2", "1e400") + _cell("A3", "NaN")),
        "another kind of workbook": good.packed({"mimetype": b"application/vnd.oasis", "content.xml": b"<x/>"}),
        "an empty ZIP": good.packed({}),
        "a ZIP of a thousand": good.packed({f"forms/a/f{n}.json": b"{}" for n in range(1_000)}),
        "a ZIP that swells": good.packed({"workflows/a.bpmn": b" " * 19_000_000}),
        "a ZIP in a ZIP": good.packed({"workflows/a.bpmn": good.packed({"a": b"0" * 1_000_000})}),
        "a PNG of a hundred million pixels": _png(50_000, 2_000),
        "a PNG of four billion pixels": _png(65_000, 65_000),
        "a PNG without size": _png(0, 0),
        "a JPEG of four billion pixels": bytes(jpeg),
        "entities": b'<?xml version="1.0"?>' + LAUGHS + b"<x>&j;</x>",
        "an entity that reads a file": b'<?xml version="1.0"?>' + EXTERNAL + b"<x>&a;</x>",
        "deep XML": b"<a>" * 100_000,
        "deep JSON": b"[" * 100_000,
        "deep JSON that ends": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
        "a number of JSON without end": b'{"components": [], "schemaVersion": ' + b"9" * 6_000 + b"}",
        "a field without end": header + b'\n"' + b"a" * 900_000,
        "a line of separators": header + b"\n" + b"," * 500_000,
        "a header of separators": b"," * 500_000 + b"\n1",
        "lines without end": header + b"\n" * 150_000,
        "old line ends": header.replace(b"\n", b"") + b"\r" + b"a,b\r" * 5_000,
        "nothing but zeros": b"\0" * 100_000,
        "nothing": b"",
    }  # fmt: skip
