"""What a password must be: long, not one of those that everybody tries, and nothing that others know of its owner.

No mix of kinds of letters is asked for, and none expires with time: length is what helps. A password that is a common
word in disguise (`P@ssword2026!!`) is judged by the word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence

SHORTEST, LONGEST = 12, 128
_WORDS = """
    password passw0rd sandi katasandi kata sandiku rahasia rahasiaku rahasianegara admin administrator root user
    guest welcome selamat selamatdatang login masuk indonesia merdeka jakarta bandung surabaya garuda pancasila
    nusantara bismillah alhamdulillah assalamualaikum insyaallah subhanallah allah sayang sayangku cinta cintaku
    kasih doraemon naruto superman batman spiderman pokemon liverpool barcelona chelsea persib persija arema
    qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm iloveyou letmein monkey dragon sunshine princess football
    baseball shadow master superstar hello freedom whatever trustno starwars computer internet secret changeme
    default system server test testing coba cobacoba contoh percobaan pegawai pegawainegeri negeri sipil asn pns
    pppk kinerja ekinerja skp lakon bkpp bkd bkn bkpsdm kepegawaian dinas kantor pemda pemkot pemkab pemerintah
    kota kabupaten provinsi januari februari maret april mei juni juli agustus september oktober november
    desember senin selasa rabu kamis jumat sabtu minggu tahun anak istri suami mama papa ayah ibu bapak keluarga
    bahagia sukses semangat satu dua tiga empat lima enam tujuh delapan sembilan sepuluh january march monday
    summer winter spring
"""
COMMON = frozenset(_WORDS.split())
"""Words that lists of stolen passwords begin with, here and elsewhere, and words of this trade."""

_KEYS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
_DISGUISES = {"a": "a@4", "e": "e3", "i": "i1!", "o": "o0", "s": "s5$", "t": "t7"}
"""Signs that stand for a letter in a word that is to look difficult."""
_LEFT = 4
"""So many different letters or digits must be left when what everybody tries is taken away."""


def objections(password: str, known: Iterable[str] = ()) -> list[Pelanggaran]:
    """Every reason against a password. `known` is what others know of its owner: NIP, name, account, agency."""
    if len(password) < SHORTEST:
        why = Sentence(
            "Kata sandi paling sedikit %(n)s huruf. Beberapa kata yang mudah diingat sudah kuat.", n=SHORTEST
        )
        return [_refused("sandi.pendek", why)]
    if len(password) > LONGEST:
        return [_refused("sandi.panjang", Sentence("Kata sandi paling banyak %(n)s huruf.", n=LONGEST))]
    found = []
    folded = password.casefold()
    if any(part in folded for word in known for part in _parts(word)):
        found.append(
            _refused("sandi.dikenal", "Jangan memakai NIP, nama, atau nama instansi Anda di kata sandi.")
        )
    if is_common(password):
        found.append(
            _refused(
                "sandi.umum",
                "Kata sandi ini mudah ditebak. Pilih yang lain, misalnya empat kata yang tidak berhubungan.",
            )
        )
    return found


def _parts(word: str) -> list[str]:
    return [part for part in re.split(r"[\W_]+", word.casefold()) if len(part) >= 4]


def is_common(password: str) -> bool:
    """Whether hardly anything is left of a password once common words, keyboard rows, years and repeats are gone."""
    rest = _rest(password.casefold())
    return len(set(rest)) < _LEFT


def _rest(text: str) -> str:
    """What is left: letters and digits that belong to no common word and to no run of neighbours."""
    parts = re.split(r"[\W_]+", re.sub(r"(?:19|20)\d\d", " ", _common_words().sub(" ", text)))
    return "".join(_without_runs(part) for part in parts)


@cache
def _common_words() -> re.Pattern[str]:
    """Any common word, however it is disguised, the longest first."""
    words = sorted(COMMON, key=lambda word: (-len(word), word))
    return re.compile("|".join("".join(f"[{_DISGUISES.get(one, one)}]" for one in word) for word in words))


def _without_runs(text: str) -> str:
    """A text without letters that follow their neighbour on the keyboard, in the alphabet, or repeat it."""
    if not text:
        return ""
    return text[0] + "".join(
        after for before, after in pairwise(text) if before != after and not _neighbours(before, after)
    )


def _neighbours(one: str, other: str) -> bool:
    return any(one + other in row or other + one in row for row in _KEYS)


def _refused(code: str, sentence: str) -> Pelanggaran:
    return Pelanggaran(code, sentence, "sandi_baru")
