"""A locked revision never changes, whoever asks; its content comes back as it was stored."""

import string
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import IntegrityError, NoResultFound
from sqlalchemy.orm import Session

from tests.storage import contoh
from webapp.domain.jabatan import Jalur
from webapp.domain.kanonik import isi_kanonik
from webapp.domain.masa import Masa
from webapp.domain.perilaku import Nilai
from webapp.domain.skp import Aspek, Bagian, Iki, IsiSkp, Lampiran, Pendekatan, Perspektif, Rhk
from webapp.storage import skp as t
from webapp.storage.isi import muat_isi, simpan_isi
from webapp.storage.naskah import PeranTandaTangan, TandaTangan
from webapp.storage.skp import Skp, SkpRevisi, StatusRevisi

teks = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)
kunci = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=5)
butir = st.lists(teks, max_size=3).map(tuple)
iki = st.builds(
    Iki,
    kunci=kunci,
    uraian=teks,
    target=teks,
    satuan=teks,
    aspek=st.none() | st.sampled_from(Aspek),
    perspektif=st.none() | st.sampled_from(Perspektif),
)
rhk = st.builds(
    Rhk,
    kunci=kunci,
    bagian=st.sampled_from(Bagian),
    uraian=teks,
    rhk_pimpinan=st.none() | teks,
    rhk_pimpinan_kunci=st.none() | kunci,
    penugasan_dari=st.none() | teks,
    iki=st.lists(iki, max_size=3, unique_by=lambda satu: satu.kunci).map(tuple),
    ukuran=butir,
)
isi_skp = st.builds(
    IsiSkp,
    jalur=st.just(Jalur.JA_JF),
    pendekatan=st.sampled_from(Pendekatan),
    rhk=st.lists(rhk, max_size=4, unique_by=lambda satu: satu.kunci).map(tuple),
    ekspektasi_khusus=st.dictionaries(st.sampled_from([nilai.value for nilai in Nilai]), teks),
    lampiran=st.builds(Lampiran, butir, butir, butir),
)

CONTOH = IsiSkp(
    jalur=Jalur.JA_JF,
    pendekatan=Pendekatan.KUANTITATIF,
    rhk=(
        Rhk(
            kunci="r1",
            bagian=Bagian.UTAMA,
            uraian="Terlaksananya analisis jabatan",
            rhk_pimpinan="Tersusunnya peta kompetensi 40 OPD",
            rhk_pimpinan_kunci="m1",
            iki=(Iki("i1", "Jumlah dokumen", "12", "dokumen", Aspek.KUANTITAS),),
            ukuran=("dua belas dokumen",),
        ),
    ),
    ekspektasi_khusus={"AKUNTABEL": "Laporan tepat waktu"},
    lampiran=Lampiran(("Laptop",), ("Laporan bulanan",), ("Sesuai aturan",)),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(isi=isi_skp)
def test_content_comes_back_as_it_was_stored(kota: Session, isi: IsiSkp) -> None:
    lama = kota.query(SkpRevisi).one_or_none()
    naskah = lama or contoh.revisi(kota, contoh.skp(kota))
    simpan_isi(kota, naskah.id, isi)
    assert isi_kanonik(muat_isi(kota, naskah.id)) == isi_kanonik(isi)


def test_content_of_no_revision_is_no_content(session: Session) -> None:
    with pytest.raises(NoResultFound):
        muat_isi(session, 1)
    with pytest.raises(NoResultFound):
        simpan_isi(session, 1, CONTOH)


def test_the_track_is_not_the_writers_choice(kota: Session) -> None:
    naskah = contoh.revisi(kota, contoh.skp(kota))
    with pytest.raises(ValueError, match="JPT_PUKM"):
        simpan_isi(kota, naskah.id, IsiSkp(jalur=Jalur.JPT_PUKM, pendekatan=Pendekatan.KUALITATIF))


def _terkunci(kota: Session, status: StatusRevisi) -> SkpRevisi:
    naskah = contoh.revisi(kota, contoh.skp(kota))
    simpan_isi(kota, naskah.id, CONTOH)
    naskah.sidik, naskah.cuplikan = "b" * 64, {}
    for langkah in (StatusRevisi.DIAJUKAN, StatusRevisi.DIKUNCI, StatusRevisi.FINAL, StatusRevisi.DIGANTI):
        naskah.status = langkah
        kota.flush()
        if langkah is status:
            break
    return naskah


TERKUNCI = [StatusRevisi.DIKUNCI, StatusRevisi.FINAL, StatusRevisi.DIGANTI]


@pytest.mark.parametrize("status", TERKUNCI)
@pytest.mark.parametrize("model", [t.Rhk, t.Iki, t.Ukuran, t.EkspektasiKhusus, t.LampiranButir])
def test_rows_of_a_locked_revision_are_neither_changed_nor_deleted(
    kota: Session, status: StatusRevisi, model: Any
) -> None:
    naskah = _terkunci(kota, status)
    for perintah in (update(model).values(uraian="lain"), delete(model)):
        with pytest.raises(IntegrityError, match=f"that is {status}"), kota.begin_nested():
            kota.execute(perintah.where(model.revisi_id == naskah.id))
    assert isi_kanonik(muat_isi(kota, naskah.id)) == isi_kanonik(CONTOH)


@pytest.mark.parametrize("status", TERKUNCI)
def test_nothing_is_added_to_a_locked_revision(kota: Session, status: StatusRevisi) -> None:
    naskah = _terkunci(kota, status)
    baru = {"revisi_id": naskah.id, "kunci": "r9", "urutan": 9, "bagian": Bagian.TAMBAHAN, "uraian": "x"}
    with pytest.raises(IntegrityError, match="that is"), kota.begin_nested():
        kota.execute(insert(t.Rhk), [baru])
    with pytest.raises(IntegrityError, match="that is"):
        simpan_isi(kota, naskah.id, CONTOH)


def test_a_row_cannot_be_moved_into_a_locked_revision(kota: Session) -> None:
    naskah = _terkunci(kota, StatusRevisi.FINAL)
    baru = contoh.revisi(kota, kota.get_one(Skp, naskah.skp_id), nomor=2)
    simpan_isi(kota, baru.id, IsiSkp(Jalur.JA_JF, Pendekatan.KUANTITATIF, (Rhk("r2", Bagian.UTAMA, "x"),)))
    pindah = update(t.Rhk).where(t.Rhk.revisi_id == baru.id).values(revisi_id=naskah.id)
    with pytest.raises(IntegrityError, match="that is FINAL"):
        kota.execute(pindah)


@pytest.mark.parametrize(
    ("dari", "ke"),
    [
        (StatusRevisi.DIKUNCI, StatusRevisi.DRAF),
        (StatusRevisi.DIKUNCI, StatusRevisi.DIAJUKAN),
        (StatusRevisi.FINAL, StatusRevisi.DIKUNCI),
        (StatusRevisi.DIGANTI, StatusRevisi.FINAL),
    ],
)
def test_a_locked_revision_never_goes_back(kota: Session, dari: StatusRevisi, ke: StatusRevisi) -> None:
    naskah = _terkunci(kota, dari)
    naskah.status = ke
    with pytest.raises(IntegrityError, match=f"that is {dari}"):
        kota.flush()


@pytest.mark.parametrize("nilai", [{"sidik": "c" * 64}, {"cuplikan": {"x": 1}}, {"pendekatan": "KUALITATIF"}])
def test_identity_block_and_fingerprint_are_fixed_with_the_lock(kota: Session, nilai: dict[str, Any]) -> None:
    naskah = _terkunci(kota, StatusRevisi.DIKUNCI)
    with pytest.raises(IntegrityError, match="that is DIKUNCI"):
        kota.execute(update(SkpRevisi).where(SkpRevisi.id == naskah.id).values(**nilai))


def test_only_a_draft_can_be_thrown_away(kota: Session) -> None:
    naskah = contoh.revisi(kota, contoh.skp(kota))
    naskah.status = StatusRevisi.DIAJUKAN
    kota.flush()
    with pytest.raises(IntegrityError, match="that is DIAJUKAN"), kota.begin_nested():
        kota.execute(delete(SkpRevisi).where(SkpRevisi.id == naskah.id))


def test_a_lock_without_fingerprint_is_refused(kota: Session) -> None:
    naskah = contoh.revisi(kota, contoh.skp(kota))
    naskah.status = StatusRevisi.DIKUNCI
    with pytest.raises(IntegrityError, match="ck_skp_revisi_terkunci_bersidik"):
        kota.flush()


def test_one_revision_is_open_and_one_is_final(kota: Session) -> None:
    milik = contoh.skp(kota)
    contoh.revisi(kota, milik)
    with pytest.raises(IntegrityError, match="uq_skp_revisi_satu_terbuka"), kota.begin_nested():
        contoh.revisi(kota, milik, StatusRevisi.DIAJUKAN, nomor=2)
    contoh.revisi(kota, milik, StatusRevisi.FINAL, nomor=3)
    with pytest.raises(IntegrityError, match="uq_skp_revisi_satu_final"), kota.begin_nested():
        contoh.revisi(kota, milik, StatusRevisi.FINAL, nomor=4)


def test_one_skp_for_a_posting_at_a_time(kota: Session) -> None:
    pertama = contoh.skp(kota)
    with pytest.raises(IntegrityError, match="ex_skp_satu_per_hari"), kota.begin_nested():
        contoh.skp(kota)
    assert (pertama.mulai, pertama.selesai) == (date(2026, 1, 1), date(2026, 12, 31))


def test_a_posting_of_somebody_else_carries_no_skp(kota: Session) -> None:
    milik = contoh.skp(kota)
    with pytest.raises(IntegrityError, match="fk_skp_posting_id_pegawai_id"):
        kota.execute(
            update(Skp).where(Skp.id == milik.id).values(pegawai_id=contoh.pegawai(kota, contoh.DH).id)
        )


def test_a_period_without_end_is_no_skp(kota: Session) -> None:
    milik = contoh.skp(kota)
    milik.periode = Masa(date(2026, 1, 1))
    with pytest.raises(IntegrityError, match="ck_skp_periode"):
        kota.flush()


def test_signatures_come_in_order_once_each_and_stay(kota: Session) -> None:
    naskah = _terkunci(kota, StatusRevisi.DIKUNCI)
    pertama = {
        "revisi_id": naskah.id,
        "urutan": 1,
        "peran": PeranTandaTangan.PEGAWAI,
        "pegawai_id": contoh.pegawai(kota, contoh.SR).id,
        "sidik": "b" * 64,
        "metode": "sandi",
        "pada": contoh.PADA,
        "bukti": {},
    }
    kota.execute(insert(TandaTangan), [pertama])
    for salah, aturan in (
        (pertama, "uq_tanda_tangan_revisi_id_urutan"),
        (pertama | {"urutan": 2}, "ck_tanda_tangan_urutan_peran"),
        (pertama | {"urutan": 3}, "ck_tanda_tangan_urutan_peran"),
        (pertama | {"urutan": 2, "pegawai_id": None}, "ck_tanda_tangan"),
    ):
        with pytest.raises(IntegrityError, match=aturan), kota.begin_nested():
            kota.execute(insert(TandaTangan), [salah])
    for perintah in (update(TandaTangan).values(sidik="c" * 64), delete(TandaTangan)):
        with pytest.raises(IntegrityError, match="only ever added"), kota.begin_nested():
            kota.execute(perintah)
    with pytest.raises(IntegrityError, match="only ever added"), kota.begin_nested():
        kota.execute(text("TRUNCATE tanda_tangan"))
