"""The closed segments of a person's year for the page of an SKP: how each was judged, for those who may know.

Reads only.
"""

from __future__ import annotations

from webapp.operations import Actor
from webapp.operations.segmen_setahun import SegmenSetahun, segmen_orang
from webapp.services.errors import NotFound
from webapp.services.policy.matrix import Relation
from webapp.services.policy.skp import access, segment_evaluation
from webapp.services.work import Transaction
from webapp.storage.skp import Skp


def closed_segments(tx: Transaction, actor: Actor, skp: Skp) -> list[SegmenSetahun]:
    """The segments of the year that are closed, this one too if it is, in the order of their days.

    One that this person may not read, or whose judgement is not theirs to know, is left out.
    """
    found = segmen_orang(tx.session, [skp.pegawai_id], skp.tahun, []).get(skp.pegawai_id, [])
    return [one for one in found if _is_readable(tx, actor, one)]


def _is_readable(tx: Transaction, actor: Actor, one: SegmenSetahun) -> bool:
    try:
        _skp, relation = access(tx, actor, one.skp_id)
        judged = segment_evaluation(tx, actor, one.skp_id)
    except NotFound:
        return False
    if judged is None:
        return relation.sees_content and one.hasil_kerja is None
    return relation not in (Relation.SIGNER, Relation.JUDGE) or judged.akun_id == actor.akun_id
