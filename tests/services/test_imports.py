from tests.conftest import KOTA_CONTOH
from webapp.services.imports import import_files, read_folder


def test_x(session):
    r = import_files(session, read_folder(KOTA_CONTOH))
    print(r)
    assert r.accepted
    r = import_files(session, read_folder(KOTA_CONTOH))
    print(r.total)
    assert r.accepted
