"""What the frame of every page shows: the agency, who is signed in, the menu, and where its links lead."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, request, url_for

from webapp.services.people import registry
from webapp.services.yearly import follow_up
from webapp.storage.akun import Peran
from webapp.storage.identitas import nama_instansi

from .context import template_globals, visitor, work
from .language import LANGUAGES, current

SECTIONS = {
    "tasks": "tugas",
    "activities": "aktivitas",
    "activity_entries": "aktivitas",
    "activity_shortcuts": "aktivitas",
    "skp": "skp",
    "skp_editor": "skp",
    "skp_rows": "skp",
    "skp_comments": "skp",
    "changes": "skp",
    "action_plan": "skp",
    "monthly": "skp",
    "monthly_board": "tim",
    "team": "tim",
    "admin": "admin",
    "calendar": "admin",
    "recovery": "admin",
    "offices": "admin",
    "data": "admin",
    "directory": "admin",
    "data_check": "admin",
    "open_steps": "admin",
    "quality": "admin",
    "review": "admin",
    "registry": "penugasan",
    "contracts": "skp",
    "suggestions": "skp",
    "sakip": "admin",
    "opening_balances": "admin",
    "wording": "admin",
    "mph": "tim",
    "yearly_board": "tim",
    "evaluation": "skp",
    "capaian": "admin",
    "follow_up": "admin",
    "notices": "pemberitahuan",
    "seals": "meterai",
    "tpp": "admin",
    "tpp_inputs": "admin",
    "tpp_rules": "admin",
    "tpp_own": "aktivitas",
    "activity_verification": "verifikasi",
    "activity_heat": "tim",
    "corrections": "aktivitas",
    "bank": "aktivitas",
    "bank_file": "aktivitas",
    "bank_proposals": "aktivitas",
    "workshop": "bengkel",
    "workshop_files": "bengkel",
    "playground": "bengkel",
    "editors": "bengkel",
    "editor_steps": "bengkel",
    "editor_forms": "bengkel",
    "editor_tables": "bengkel",
    "releases": "rilis",
    "cockpit": "kokpit",
    "cockpit_batches": "kokpit",
    "cockpit_incidents": "kokpit",
    "cockpit_logs": "kokpit",
    "cockpit_travel": "kokpit",
}
"""The blueprint of a page to the entry of the menu that is marked."""


def frame() -> dict[str, Any]:
    """The values that base.html expects."""
    here = visitor()
    return {
        "instansi": agency(),
        "user_name": here.actor.nama if here else None,
        "account_id": here.actor.akun_id if here else None,
        "is_employee": here is not None and here.actor.pegawai_id is not None,
        "is_penilai": here.evaluates if here else False,
        "is_verifier": here.verifies if here else False,
        "unread": here.unread if here else 0,
        "is_proposer": here is not None and registry.may_propose(here.actor),
        "is_admin": here is not None and Peran.ADMIN_BKPP in here.actor.peran,
        "is_helper": here is not None and Peran.PENGELOLA_OPD in here.actor.peran,
        "is_nobody": here is not None and here.actor.is_nobody,
        "is_process_owner": here is not None
        and Peran.PEMILIK_PROSES in here.actor.peran
        and not here.actor.is_nobody,
        "is_auditor": here is not None and Peran.PENGAWAS in here.actor.peran,
        "is_judge": here is not None and bool(here.actor.peran & follow_up.JUDGES),
        "locale": current(),
        "nav_current": SECTIONS.get(request.blueprint or ""),
        "links": links(),
    }


def agency() -> str:
    """The agency's name today. A page about a missing database has set it before, and asks nobody."""
    if "instansi" not in g:
        with work().reading() as tx:
            g.instansi = nama_instansi(tx.session, tx.today) or ""
    return str(g.instansi)


def links() -> dict[str, str]:
    """Where the frame's links lead."""
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return {
        "beranda": url_for("tasks.inbox_page"),
        "tugas": url_for("tasks.inbox_page"),
        "aktivitas": url_for("activities.today"),
        "skp": "/skp",
        "tim": "/tim",
        "verifikasi": url_for("activity_verification.page"),
        "admin": "/admin",
        "opd": url_for("directory.search_page"),
        "penugasan": url_for("registry.page"),
        "pemeringkatan": url_for("follow_up.ranking"),
        "bengkel": url_for("workshop.page"),
        "kokpit": url_for("cockpit.page"),
        "rilis": url_for("releases.page"),
        "meterai": url_for("seals.page"),
        "pemberitahuan": url_for("notices.page"),
        "akun": url_for("account.page"),
        "keluar": url_for("auth.sign_out"),
        "bantuan": url_for("help.page"),
        **{f"bahasa_{code}": url_for("language.choose", code=code, next=back) for code in LANGUAGES},
    }


def init_app(app: Flask) -> None:
    """Give the frame its values."""
    app.context_processor(frame)
    app.jinja_env.globals.update(template_globals())
