"""What process owners do in tests: a small change of a shipped file, a draft, a proposal, the second person's step."""

from __future__ import annotations

from typing import Any, Final
from uuid import uuid4

from sqlalchemy import select

from tests.kota import Kota
from webapp.services.workshop import drafts, publication, step_xml
from webapp.services.workshop.drafts import DraftFile
from webapp.services.workshop.step_editing import Steps
from webapp.storage.bengkel import ReleaseDraft, in_force
from webapp.storage.process import Release, WorkItem

FORM = "forms/penetapan/reviu.json"
DIAGRAM = "workflows/penetapan.bpmn"
NOTE = "Nama langkah reviu diubah supaya sama dengan pedoman."

NEW_FORM: Final = {
    "schemaVersion": 19,
    "type": "default",
    "id": "reviu_pengelola",
    "components": [
        {
            "type": "radio",
            "id": "kelengkapan",
            "key": "kelengkapan",
            "label": "Apakah lampirannya lengkap?",
            "values": [{"label": "Lengkap", "value": "lengkap"}, {"label": "Kurang", "value": "kurang"}],
            "validate": {"required": True},
        }
    ],
}


def read(city: Kota, draft_id: int, path: str) -> DraftFile:
    """A file of a draft as it is now."""
    with city.reading() as tx:
        return drafts.read_file(tx, draft_id, path)


def row(city: Kota, draft_id: int) -> ReleaseDraft:
    """The draft (detached)."""
    with city.reading() as tx:
        found = tx.session.get_one(ReleaseDraft, draft_id)
        tx.session.expunge(found)
        return found


def renamed(text: str, name: str, old: str = 'name="Reviu SKP"') -> str:
    """The diagram with another name of its review."""
    assert old in text
    return text.replace(old, f'name="{name}"')


def save(city: Kota, who: str, draft_id: int, path: str, text: str) -> DraftFile:
    """Save on the newest version."""
    with city.reading() as tx:
        version = drafts.version_of(tx, draft_id, path)
    return drafts.save_file(city.work, city.actor(who), draft_id, path, text, version)


def changed(city: Kota, who: str = "NH", name: str = "Telaah SKP", note: str = NOTE) -> int:
    """A draft in which the review has another name."""
    draft_id = drafts.open_draft(city.work, city.actor(who), f"Ganti nama menjadi {name}", note)
    text = read(city, draft_id, DIAGRAM).text
    save(city, who, draft_id, DIAGRAM, renamed(text, name))
    return draft_id


def propose(city: Kota, draft_id: int, who: str = "NH") -> int:
    """Propose the draft; its case."""
    return publication.propose(city.work, city.actor(who), draft_id, uuid4())


def step(city: Kota, case_id: int) -> str:
    """The open step of a case."""
    with city.reading() as tx:
        return tx.session.scalars(select(WorkItem.key).where(WorkItem.case_id == case_id)).one()


def approve(
    city: Kota,
    draft_id: int,
    who: str = "KBK",
    on: str | None = None,
    sidik: str | None = None,
    **kwargs: Any,
) -> Any:
    """The second person approves what stands on the page."""
    held = row(city, draft_id)
    assert held.case_id is not None
    values = {"keputusan": "setujui", "berlaku_mulai": on or city.now.date().isoformat()}
    return city.complete(
        who, held.case_id, step(city, held.case_id), values=values, sidik=sidik or held.hash, **kwargs
    )


def send_back(city: Kota, draft_id: int, who: str = "KBK") -> Any:
    """The second person wants something mended."""
    held = row(city, draft_id)
    assert held.case_id is not None
    values = {"keputusan": "kembalikan", "catatan": "Mohon sebut dasar hukumnya."}
    return city.complete(who, held.case_id, step(city, held.case_id), values=values)


def mend(city: Kota, case_id: int, tindakan: str = "ajukan", who: str = "NH") -> Any:
    """The proposer proposes again, or takes it back."""
    return city.complete(who, case_id, step(city, case_id), values={"tindakan": tindakan})


def published(city: Kota, name: str = "Telaah SKP", on: str | None = None) -> int:
    """The number of a release that went the whole way."""
    draft_id = changed(city, name=name)
    propose(city, draft_id)
    approve(city, draft_id, on=on)
    release_id = row(city, draft_id).release_id
    with city.reading() as tx:
        return tx.session.scalars(select(Release.number).where(Release.id == release_id)).one()


def number_in_force(city: Kota, on: Any = None) -> int:
    """The number of what is in force on a day, today by default."""
    with city.reading() as tx:
        release_id = tx.session.scalars(in_force(on or tx.today)).one()
        return tx.session.scalars(select(Release.number).where(Release.id == release_id)).one()


def with_review(text: str) -> str:
    """The diagram with a review of the performance manager before the evaluator's, in the evaluator's lane."""
    steps = Steps(text)
    ident = steps.insert("ajukan", "userTask", "Reviu pengelola", "pejabat_penilai")
    assert ident == "reviu_pengelola"
    node = step_xml.by_id(steps.root, ident)
    step_xml.set_extension(node, "formDefinition", formId="penetapan/reviu_pengelola")
    step_xml.set_extension(node, "assignmentDefinition", candidateGroups="pengelola_opd")
    step_xml.set_property(node, "tenggat", "penetapan.reviu")
    return steps.text()


def without_scenarios(city: Kota, draft_id: int) -> None:
    """Scenarios of the old course are taken out: to accept their new results is another story."""
    with city.reading() as tx:
        paths = [path for path in drafts.draft_files(tx, draft_id) if path.startswith("workflows/scenarios/")]
    for path in paths:
        drafts.delete_file(city.work, city.actor("NH"), draft_id, path, 0)
