from webapp.services.imports import import_files, read_folder
from tests.conftest import KOTA_CONTOH


def test_x(session):
    r = import_files(session, read_folder(KOTA_CONTOH))
    print(r)
    assert r.accepted
    r = import_files(session, read_folder(KOTA_CONTOH))
    print(r.total)
    assert r.accepted
