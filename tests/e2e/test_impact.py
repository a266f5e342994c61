"""A step is put before the evaluator's in `penetapan`: asked what it does, published by two, moved to, and met.

Files are made as an owner's own tool would and uploaded into a draft; everything else is done by hand in the browser.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.kota import PASSWORD, Kota
from tests.services.journals import check_all
from tests.services.workshop import owners
from tests.services.workshop.owners import DIAGRAM
from webapp.storage.process import ProcessCase, WorkItem

from .looks import Looks
from .people import Person
from .server import work_off

Enter = Callable[..., Person]


def open_steps(city: Kota, case_id: int) -> set[str]:
    with city.reading() as tx:
        query = select(WorkItem.element_id).where(WorkItem.case_id == case_id)
        return set(tx.session.scalars(query))


def release_of(city: Kota, case_id: int) -> int:
    with city.reading() as tx:
        return tx.session.get_one(ProcessCase, case_id).release_id


@pytest.mark.parametrize("width", [1280, 360], ids=["desk", "phone"])
def test_a_new_step_is_weighed_published_met_and_moved_to(
    city: Kota, person: Enter, address: str, tmp_path: Path, width: int
) -> None:
    looks = Looks()
    city.open_cycle().until_submitted("SR")
    old = city.case_id("SR")
    assert open_steps(city, old) == {"reviu"}
    nur, endang = (person(who, width=width, look=looks) for who in ("NH", "KBK"))

    nur.open("/bengkel").fill("Judul draf", "Reviu pengelola sebelum penilai").press("Buka draf")
    draft = nur.path
    number = int(draft.rsplit("/", 1)[1])
    form, diagram = tmp_path / "reviu_pengelola.json", tmp_path / "penetapan.bpmn"
    form.write_text(json.dumps(owners.NEW_FORM), encoding="utf-8")
    diagram.write_text(owners.with_review(owners.read(city, number, DIAGRAM).text), encoding="utf-8")
    nur.page.get_by_text("Unggah berkas atau ZIP", exact=True).click()
    nur.page.get_by_label("Satu berkas BPMN").set_input_files(form)
    nur.fill("Proses pemilik formulir", "penetapan").press("Unggah berkas")
    assert "Berkas tersimpan di draf ini." in nur.text
    nur.open(f"{draft}/berkas?jalur={DIAGRAM}")
    nur.page.get_by_label("Berkas pengganti").set_input_files(diagram)
    nur.press("Unggah")

    owners.without_scenarios(city, number)
    nur.open(f"{draft}/banding", "banding")
    assert "Ditambah: unsur Reviu pengelola" in nur.text
    assert "Formulir penetapan/reviu_pengelola Ditambah" in nur.text
    nur.follow("Hitung dampaknya pada kasus", "dampak: tanya").press("Hitung dampak", "dampak: menunggu")
    work_off(city, address)
    nur.open(nur.path, "dampak: hasil")
    assert "Tetap di tempat" in nur.text

    nur.open(draft).fill("Apa yang berubah bagi pegawai, dan mengapa", owners.NOTE).press("Simpan catatan")
    assert "Lolos" in nur.text, nur.text
    nur.press("Usulkan penerbitan")
    endang.open("/tugas").follow("Setujui penerbitan")
    endang.tick("Setujui dan terbitkan").fill("Mulai berlaku", city.now.date().isoformat())
    endang.fill("Kata sandi Anda", PASSWORD).press("Kirim keputusan")
    assert owners.number_in_force(city) == 2
    assert release_of(city, old) == 1

    nur.open("/rilis/2").follow("Dampak").press("Hitung dampak")
    work_off(city, address)
    nur.open(nur.path).follow("Pindahkan kasus ke rilis ini", "migrasi: pilih")
    before = city.open_keys("SR")
    button = nur.page.get_by_role("main").get_by_role("button", name="kasus").last.inner_text()
    nur.press(button, "migrasi: satu")
    if "Menunggu pemilik proses lain" in nur.text:
        endang.open(nur.path, "migrasi: orang kedua").fill("Kata sandi Anda", PASSWORD).press(
            "Setujui pemindahan"
        )
    work_off(city, address)
    nur.open(nur.path, "migrasi: selesai")
    assert "Selesai" in nur.text
    assert release_of(city, old) == 2
    assert city.open_keys("SR") == before
    check_all(city.work, city.engine)

    city.until_submitted("LN")
    new = city.case_id("LN")
    assert open_steps(city, new) == {"reviu_pengelola"}
    yudi = person("YK", width=width)
    yudi.open("/tugas").follow("Reviu pengelola").tick("Lengkap").press("Kirim")
    assert open_steps(city, new) == {"reviu"}
    assert looks.report == ""
