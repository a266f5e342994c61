"""Files as people hand them in, small; the hostile ones are made from these."""

from __future__ import annotations

import json
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from PIL import Image

from webapp.services.process.releases import shipped_files
from webapp.services.workshop.bundles import as_zip

ROOT = Path(__file__).parents[2]
CITY = ROOT / "webapp" / "examples" / "kota_contoh"
GPS = 0x8825
"""The tag under which a photo says where it was taken."""

FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")')


def picture(kind: str, width: int = 40, height: int = 30) -> bytes:
    """A small picture; a JPEG says where it was taken."""
    out = BytesIO()
    photo = Image.new("RGB", (width, height), "navy")
    if kind == "JPEG":
        exif = Image.Exif()
        exif[GPS] = {1: "S", 2: (7.0, 0.0, 0.0), 3: "E", 4: (110.0, 25.0, 0.0)}
        photo.save(out, kind, exif=exif)
    else:
        photo.save(out, kind)
    return out.getvalue()


def workbook(rows: list[list[str]]) -> bytes:
    """A workbook of one sheet."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("pegawai")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def packed(files: dict[str, bytes]) -> bytes:
    """A ZIP."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


@cache
def files() -> dict[str, tuple[str, bytes]]:
    """By kind: a name and the content."""
    shipped = shipped_files(ROOT)
    chosen = {
        path: text
        for path, text in shipped.items()
        if path in ("workflows/rencana_aksi.bpmn", "workflows/tables/kuadran_predikat.dmn")
        or path.startswith("forms/rencana_aksi/")
    }
    people = (CITY / "pegawai.csv").read_text(encoding="utf-8")
    rows = [line.split(",") for line in people.splitlines()[:8]]
    form = json.loads(shipped["forms/penetapan/reviu.json"])
    word = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
    return {
        "pdf": ("surat.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"),
        "jpeg": ("foto.jpg", picture("JPEG")),
        "png": ("foto.png", picture("PNG")),
        "docx": ("laporan.docx", packed(word)),
        "xlsx": ("pegawai.xlsx", workbook(rows)),
        "csv": ("pegawai.csv", people.encode()),
        "units": ("unit.csv", (CITY / "unit.csv").read_bytes()),
        "rules": ("aturan.csv", (CITY / "aturan.csv").read_bytes()[:6_000]),
        "formulas": (
            "pegawai.csv",
            "\n".join([people.splitlines()[0], *(f'"{one}",x' for one in FORMULAS)]).encode(),
        ),
        "bpmn": ("penetapan.bpmn", shipped["workflows/penetapan.bpmn"].encode()),
        "dmn": ("kuadran_predikat.dmn", shipped["workflows/tables/kuadran_predikat.dmn"].encode()),
        "form": ("reviu.json", json.dumps(form).encode()),
        "zip": ("rilis.zip", as_zip(chosen)),
        "svg": (
            "gambar.svg",
            b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>1</script></svg>',
        ),
        "html": ("halaman.html", b"<!doctype html><script>fetch('/akun')</script>"),
    }
