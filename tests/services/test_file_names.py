"""Names of files lead nowhere, pretend nothing, and can be kept on any machine [ASVS 5.3.2, 5.4.1]."""

from __future__ import annotations

import ntpath
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers
from werkzeug.http import parse_options_header

from tests.web.hostile_words import NAMES
from webapp.services.file_names import LONGEST, safe_name

DEVICES = ("CON", "PRN", "AUX", "NUL", *(f"{one}{n}" for one in ("COM", "LPT") for n in range(10)))


def is_plain(name: str) -> bool:
    """Whether a name is one part of a path, on any machine, and reads as it is."""
    return (
        0 < len(name) <= LONGEST + 1
        and name.isprintable()
        and not set(name) & set('/\\<>:"|?*%;')
        and name.strip(" .") == name
        and name[0] not in "-~"
        and ntpath.basename(name) == name
        and name.upper().partition(".")[0].strip() not in DEVICES
    )


@pytest.mark.parametrize("name", [*NAMES, *DEVICES, "con .pdf", "a/..", "\x00", "", "Lpt9.tar.gz"])
def test_a_hostile_name_becomes_a_plain_one(name: str) -> None:
    assert is_plain(safe_name(name, "berkas"))


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Bukti Realisasi (2).pdf", "Bukti Realisasi (2).pdf"),
        ("C:\\Dokumen\\foto kegiatan.JPG", "foto kegiatan.JPG"),
        ("../../etc/passwd", "passwd"),
        ("surat\u202efdp.exe", "suratfdp.exe"),
        ("NUL.pdf", "_NUL.pdf"),
        ("konsep.pdf", "konsep.pdf"),
        ("90% selesai.xlsx", "90- selesai.xlsx"),
        ("a" * 300 + ".pdf", "a" * (LONGEST - 4) + ".pdf"),
        ("\u0645\u0644\u0641.pdf", "\u0645\u0644\u0641.pdf"),
        ("..", "berkas"),
    ],
)
def test_a_name_keeps_what_people_know_it_by(said: str, kept: str) -> None:
    assert safe_name(said, "berkas") == kept


@given(st.text(alphabet=st.sampled_from('ab./\\:*%"; \n\x00\u202e~-CONULPT1é'), max_size=300))
def test_any_name_at_all_becomes_a_plain_one_and_stays_so(said: str) -> None:
    name = safe_name(said, "berkas")
    assert is_plain(name)
    assert safe_name(name, "berkas") == name
    headers = Headers()
    headers.set("Content-Disposition", "attachment", filename=name)
    how, told = parse_options_header(headers["Content-Disposition"])
    assert how == "attachment"
    assert unicodedata.normalize("NFC", told["filename"]) == name
