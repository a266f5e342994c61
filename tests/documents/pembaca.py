"""Reads the text of a PDF in the order of its content, with pikepdf alone.

Each piece is one marked-content run (a line of a cell). Runs marked as artifacts (footers, repeated headers,
watermarks) are kept apart, as an assistive reader would.
"""

import re
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf

_KODE = re.compile(rb"<([0-9A-Fa-f]+)>")


@dataclass
class Halaman:
    """Text runs of one page: real content and artifacts."""

    isi: list[str] = field(default_factory=list)
    artefak: list[str] = field(default_factory=list)


def baca(berkas: bytes) -> list[Halaman]:
    with pikepdf.open(BytesIO(berkas)) as pdf:
        return [_halaman(page) for page in pdf.pages]


def isi(berkas: bytes) -> str:
    """All real text, one run a line."""
    return "\n".join(baris for halaman in baca(berkas) for baris in halaman.isi)


def rapat(teks: str) -> str:
    """Text with every run of blanks and line ends as one blank."""
    return " ".join(teks.split())


def _halaman(page: pikepdf.Page) -> Halaman:
    peta = {nama: _peta_huruf(huruf) for nama, huruf in page.resources.get("/Font", {}).items()}
    halaman, tumpukan, aktif = Halaman(), [], {}
    for operand, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "Tf":
                aktif = peta[str(operand[0])]
            case "BDC" | "BMC":
                tumpukan.append((str(operand[0]) == "/Artifact", []))
            case "Tj":
                tumpukan[-1][1].append(_terjemah(bytes(operand[0]), aktif))
            case "TJ":
                for bagian in operand[0]:
                    if isinstance(bagian, pikepdf.String):
                        tumpukan[-1][1].append(_terjemah(bytes(bagian), aktif))
            case "EMC":
                artefak, teks = tumpukan.pop()
                if teks:
                    artefak = artefak or any(luar for luar, _ in tumpukan)
                    (halaman.artefak if artefak else halaman.isi).append("".join(teks))
    return halaman


def _terjemah(kode: bytes, peta: dict[int, str]) -> str:
    return "".join(peta[int.from_bytes(kode[i : i + 2])] for i in range(0, len(kode), 2))


def _peta_huruf(huruf: pikepdf.Object) -> dict[int, str]:
    """Glyph code -> text, from the font's ToUnicode table."""
    peta: dict[int, str] = {}
    for jenis, blok in re.findall(rb"beginbf(char|range)(.*?)endbf", huruf.ToUnicode.read_bytes(), re.DOTALL):
        kode = [bytes.fromhex(satu.decode()) for satu in _KODE.findall(blok)]
        if jenis == b"char":
            pasangan = zip(kode[::2], kode[::2], kode[1::2], strict=True)
        else:
            pasangan = zip(kode[::3], kode[1::3], kode[2::3], strict=True)
        for awal, akhir, teks in pasangan:
            for geser in range(int.from_bytes(akhir) - int.from_bytes(awal) + 1):
                tujuan = teks[:-2] + (int.from_bytes(teks[-2:]) + geser).to_bytes(2)
                peta[int.from_bytes(awal) + geser] = tujuan.decode("utf-16-be")
    return peta
