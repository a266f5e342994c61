"""A small linter for the wording of RHK.

It knows one fault: a sentence that opens with an activity verb instead of the result. It reads a list of
verbs, not grammar; a clean answer means only that none of these verbs stands first.
"""

from collections.abc import Mapping

from webapp.domain.pelanggaran import Pelanggaran, Tingkat

KATA_KERJA_KEGIATAN: Mapping[str, str] = {
    "melaksanakan": "Terlaksananya",
    "menyelenggarakan": "Terselenggaranya",
    "melakukan": "Terlaksananya",
    "mengerjakan": "Terselesaikannya",
    "menyelesaikan": "Terselesaikannya",
    "membuat": "Tersedianya",
    "menyiapkan": "Tersedianya",
    "menyediakan": "Tersedianya",
    "menyusun": "Tersusunnya",
    "mengelola": "Terkelolanya",
    "mengoordinasikan": "Terkoordinasikannya",
    "mengkoordinasikan": "Terkoordinasikannya",
    "memverifikasi": "Terverifikasinya",
    "memproses": "Terprosesnya",
    "mengumpulkan": "Terkumpulnya",
    "melayani": "Terlayaninya",
    "meningkatkan": "Meningkatnya",
    "mewujudkan": "Terwujudnya",
    "mengikuti": "Meningkatnya",
    "menghadiri": "Tersedianya",
    "membantu": "Terselesaikannya",
    "mendampingi": "Meningkatnya",
}
"""Activity verbs and the opening of a result that usually belongs in their place."""


def periksa_rumusan(uraian: str, letak: str) -> list[Pelanggaran]:
    """Warn of an RHK that names an activity: it should be an outcome, output or service [PermenPANRB 6/2022].

    The warning carries a suggested opening; only the writer knows the result, so nothing is rewritten.
    """
    kata = uraian.split(maxsplit=1)
    if not kata:
        return []
    pertama = kata[0].strip(".,;:-–()\"'")
    saran = KATA_KERJA_KEGIATAN.get(pertama.casefold())
    if saran is None:
        return []
    pesan = (
        f'RHK diawali kata kerja kegiatan "{pertama}" sehingga hasilnya belum tampak. '
        f'Tulis hasil yang akan dicapai, misalnya diawali "{saran} …".'
    )
    return [Pelanggaran("rumusan.kata_kerja_kegiatan", pesan, letak, Tingkat.PERINGATAN)]
