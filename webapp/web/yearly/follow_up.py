"""Pages after the evaluation: a person's follow-up and credit points, the issued sheets, the year's ranking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response, render_template, request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.domain.angka import cetak_angka
from webapp.domain.predikat import NAMA_PREDIKAT, NAMA_RATING, kunci_bentuk
from webapp.services import audit
from webapp.services.errors import NotFound
from webapp.services.exports import as_xlsx
from webapp.services.papers import copies, issuing
from webapp.services.papers.credit import NAMA_JENJANG
from webapp.services.planning import skp_page
from webapp.services.planning.skp_page import SkpHead
from webapp.services.work import Transaction
from webapp.services.yearly import credit_points, follow_up
from webapp.services.yearly.follow_up import Ranked, Ranking
from webapp.storage.naskah_terbit import JenisNaskah
from webapp.storage.organisasi import Pegawai
from webapp.storage.tindak_lanjut import JenisCatatan
from webapp.web.context import current_actor, work
from webapp.web.months.monthly_words import RATING
from webapp.web.planning.skp import MENU
from webapp.web.planning.skp_words import STATUS
from webapp.web.policy import policy

blueprint = Blueprint("follow_up", __name__)

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JUDGES: Final = tuple(sorted(follow_up.JUDGES))

TINDAK: Final[Mapping[str, LazyString]] = {
    "TALENTA": _l("Diprioritaskan dalam kelompok rencana suksesi"),
    "PENGEMBANGAN": _l("Diprioritaskan dalam pengembangan kompetensi"),
    "PANGKAT_ISTIMEWA": _l("Dapat diusulkan kenaikan pangkat istimewa menurut ketentuannya"),
    "PELATIHAN": _l("Pelatihan"),
    "BIMBINGAN": _l("Bimbingan kinerja"),
    "KONSELING": _l("Konseling kinerja"),
    "PERIKSA_DISIPLIN": _l("Pemeriksaan dugaan pelanggaran disiplin, bila ada"),
    "KESEMPATAN_PERBAIKAN": _l("Kesempatan memperbaiki kinerja"),
    "UJI_KOMPETENSI": _l("Uji kompetensi kembali"),
    "PENEMPATAN_LAIN": _l("Penempatan pada jabatan lain yang sesuai"),
    "TINJAU_KONTRAK": _l("Catatan kepada pengelola perjanjian kerja; keputusan pada PPK"),
}
CATATAN: Final[Mapping[JenisCatatan, LazyString]] = {
    JenisCatatan.RENCANA_PENGEMBANGAN: _l("Rencana pengembangan"),
    JenisCatatan.PERIKSA_DISIPLIN: _l("Dugaan pelanggaran disiplin"),
    JenisCatatan.CATATAN_KONTRAK: _l("Catatan untuk pengelola kontrak"),
    JenisCatatan.KEPUTUSAN_PYB: _l("Keputusan Pejabat yang Berwenang"),
}
PILIHAN: Final[Mapping[str, LazyString]] = {
    "BIMBINGAN": _l("Bimbingan kinerja"),
    "PELATIHAN": _l("Pelatihan"),
    "KONSELING": _l("Konseling kinerja"),
    "PENUGASAN": _l("Penugasan terarah"),
    "TIDAK_ADA": _l("Tidak ada"),
    "ADA": _l("Ada, akan diperiksa menurut PP 94/2021"),
    "KESEMPATAN_PERBAIKAN": _l("Memberi kesempatan memperbaiki kinerja"),
    "UJI_KOMPETENSI": _l("Uji kompetensi kembali"),
    "PENEMPATAN_LAIN": _l("Penempatan pada jabatan lain yang sesuai"),
    "USUL_PPK": _l("Meneruskan usul kepada PPK"),
}
SHEETS: Final[Mapping[JenisNaskah, LazyString]] = {
    JenisNaskah.EVALUASI: _l("Evaluasi kinerja pegawai"),
    JenisNaskah.DOKUMEN_EVALUASI: _l("Dokumen evaluasi, saat disampaikan"),
    JenisNaskah.PENERIMAAN: _l("Dokumen evaluasi, final"),
    JenisNaskah.KEPUTUSAN_KEBERATAN: _l("Keputusan atas keberatan"),
    JenisNaskah.PAK: _l("Penetapan angka kredit (PAK)"),
}
COPIES: Final[Mapping[copies.Copy, LazyString]] = {
    copies.Copy.SURAT_KEBERATAN: _l("Surat keberatan"),
    copies.Copy.CATATAN_DIALOG: _l("Catatan dialog kinerja"),
}


@blueprint.get("/skp/<int:skp_id>/tindak-lanjut")
@policy("masuk")
def page(skp_id: int) -> str:
    """What follows the evaluation, and the sheets that were issued."""
    with work().reading() as tx:
        view = follow_up.follow_up(tx, current_actor(), skp_id)
        sheets, _relation = issuing.issued(tx, current_actor(), skp_id)
        offered = copies.offered(tx, current_actor(), skp_id)
        head = _head(tx, skp_id)
        html = render_template(
            "tindak_lanjut/satu.html" if head is None else "skp/tindak_lanjut.html",
            view=view,
            head=head,
            tab="tindak_lanjut",
            status=STATUS[view.skp.status],
            differences=[],
            sheets=sheets,
            copies=offered,
            points=credit_points.points(tx, view.skp),
            **_words(),
            **({} if head is None else {"nav_current": MENU.get(head.access)}),
        )
    if view.access.is_watched:
        audit.record(work(), current_actor(), "tindak_lanjut_dibaca", object_kind="skp", object_id=skp_id)
    return html


def _head(tx: Transaction, skp_id: int) -> SkpHead | None:
    """The frame of the SKP's pages; None for one who decides about the evaluation from outside the line."""
    try:
        return skp_page.skp_head(tx, current_actor(), skp_id)
    except NotFound:
        return None


@blueprint.get("/skp/<int:skp_id>/angka-kredit")
@policy("masuk")
def points(skp_id: int) -> str:
    """Conversion, accumulation and what is still missing, each number with its arithmetic."""
    with work().reading() as tx:
        found, relation = credit_points.for_page(tx, current_actor(), skp_id)
        view = follow_up.follow_up(tx, current_actor(), skp_id)
        owner = tx.session.get_one(Pegawai, view.skp.pegawai_id)
        sheets, _relation = issuing.issued(tx, current_actor(), skp_id)
        html = render_template(
            "tindak_lanjut/angka_kredit.html",
            found=found,
            view=view,
            owner=owner,
            pak=next((one for one in sheets if one.jenis is JenisNaskah.PAK), None),
            **_words(),
        )
    if relation.is_watched and found is not None:
        audit.record(work(), current_actor(), "angka_kredit_dibaca", object_kind="skp", object_id=skp_id)
    return html


@blueprint.get("/skp/<int:skp_id>/lembar/<kode>.pdf")
@policy("masuk")
def sheet(skp_id: int, kode: str) -> Response:
    """An issued sheet."""
    with work().reading() as tx:
        file = issuing.open_file(tx, current_actor(), skp_id, kode)
    if file.is_watched:
        audit.record(work(), current_actor(), "dokumen_diunduh", object_kind="skp", object_id=skp_id)
    return _pdf(file.isi, f"{file.jenis.value.lower().replace('_', '-')}-{file.kode}")


@blueprint.get("/skp/<int:skp_id>/salinan/<name>.pdf")
@policy("masuk")
def copy(skp_id: int, name: str) -> Response:
    """A sheet that is printed on request and carries no code."""
    if name not in set(copies.Copy):
        raise NotFound("salinan", skp_id)
    with work().reading() as tx:
        body, relation = copies.draw(tx, current_actor(), skp_id, copies.Copy(name))
    if relation.is_watched:
        audit.record(work(), current_actor(), "dokumen_diunduh", object_kind="skp", object_id=skp_id)
    return _pdf(body, f"{name.replace('_', '-')}-{skp_id}")


@blueprint.get("/tindak-lanjut")
@policy("peran", *JUDGES)
def ranking() -> str:
    """Candidates and ranking of a year (`?tahun=`, `?hanya=calon`, `?hal=`)."""
    only = request.args.get("hanya") == "calon"
    with work().reading() as tx:
        found = follow_up.ranking(
            tx, current_actor(), request.args.get("tahun", type=int), only_candidates=only,
            page=request.args.get("hal", 1, type=int),
        )  # fmt: skip
    _seen("pemeringkatan_dibaca", found)
    return render_template("tindak_lanjut/tahun.html", found=found, only=only, **_words())


@blueprint.get("/tindak-lanjut.xlsx")
@policy("peran", *JUDGES)
def export() -> Response:
    """The whole ranking of a year as a workbook."""
    only = request.args.get("hanya") == "calon"
    with work().reading() as tx:
        found = follow_up.ranking(
            tx, current_actor(), request.args.get("tahun", type=int), only_candidates=only, page=None
        )
    _seen("pemeringkatan_diunduh", found)
    header = (
        "Peringkat",
        "Nama",
        "NIP",
        "Jabatan",
        "Unit",
        "Hasil kerja",
        "Perilaku",
        "Predikat",
        "Calon talenta",
    )
    answer = Response(as_xlsx("Pemeringkatan", header, [_line(one) for one in found.rows]), mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="pemeringkatan-{found.tahun}.xlsx"'
    return answer


def _line(one: Ranked) -> tuple[int | str, ...]:
    return (
        one.place, one.nama, one.nip, one.jabatan, one.unit, NAMA_RATING[one.hasil_kerja],
        NAMA_RATING[one.perilaku], NAMA_PREDIKAT[one.predikat], "Ya" if one.candidate else "",
    )  # fmt: skip


def _seen(kind: str, found: Ranking) -> None:
    audit.record(work(), current_actor(), kind, detail={"tahun": found.tahun, "jumlah": len(found.rows)})


def _pdf(body: bytes, name: str) -> Response:
    answer = Response(body, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _words() -> dict[str, Any]:
    return {
        "measures": TINDAK,
        "note_words": CATATAN,
        "choice_words": PILIHAN,
        "sheet_words": SHEETS,
        "copy_words": COPIES,
        "level_words": NAMA_JENJANG,
        "rating_words": RATING,
        "predikat_key": kunci_bentuk,
        "two_decimals": cetak_angka,
        "none_above": _("Tidak ada jenjang di atasnya"),
    }
