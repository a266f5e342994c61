"""By what somebody was known, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from webapp.services.identity import sessions

METHODS: Mapping[str, Any] = {
    sessions.PASSWORD: _l("kata sandi"),
    sessions.INITIAL: _l("kata sandi awal"),
    sessions.CODE: _l("kode autentikator"),
    sessions.RECOVERY: _l("kode pemulihan"),
    sessions.PASSKEY: _l("kunci sandi"),
    sessions.SINGLE_SIGN_ON: _l("masuk tunggal"),
    sessions.SINGLE_SIGN_ON_TWO: _l("masuk tunggal dengan dua faktor"),
}


def known_by(methods: Sequence[str]) -> str:
    """For example "kata sandi + kode autentikator"."""
    return " + ".join(str(METHODS.get(one, one)) for one in methods)


_REFUSALS: Mapping[str, Any] = {
    "state": _l(
        "Jawaban masuk tunggal sudah dipakai, sudah terlalu lama, atau dari peramban lain. Mulai lagi dari sini."
    ),
    "code": _l("Kode dari penyedia masuk tunggal ditolak atau sudah dipakai. Mulai lagi dari sini."),
    "signature": _l(
        "Tanda tangan pada jawaban masuk tunggal tidak sah, jadi tidak dipercaya. Beri tahu admin BKPP bila terulang."
    ),
    "exp": _l(
        "Jawaban masuk tunggal sudah kedaluwarsa. Mulai lagi; bila terulang, jam salah satu server tidak tepat."
    ),
    "iat": _l(
        "Jawaban masuk tunggal bertanggal di depan. Jam salah satu server tidak tepat; beri tahu admin BKPP."
    ),
    "nonce": _l("Jawaban masuk tunggal bukan untuk permintaan ini. Mulai lagi dari sini."),
    "aud": _l("Jawaban masuk tunggal ditujukan kepada aplikasi lain. Beri tahu admin BKPP."),
    "azp": _l("Jawaban masuk tunggal ditujukan kepada aplikasi lain. Beri tahu admin BKPP."),
    "iss": _l("Jawaban masuk tunggal datang dari penyedia lain. Beri tahu admin BKPP."),
    "account": _l("Akun Lakon Anda ditutup. Hubungi admin BKPP."),
    "provider": _l(
        "Penyedia masuk tunggal tidak memasukkan Anda, atau Anda membatalkannya. Coba lagi, atau pakai kata sandi."
    ),
}
_UNREADABLE = _l(
    "Jawaban masuk tunggal tidak dapat dipercaya. Mulai lagi; bila terulang, beri tahu admin BKPP."
)


def refusal(why: str) -> str:
    """What is said of an answer of the provider that is not believed."""
    return str(_REFUSALS.get(why.partition(":")[0], _UNREADABLE))
