"""The tasks, by the names under which services defer them. `work` and `settings` come from the worker's context."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy

from webapp import logs
from webapp.config import Settings
from webapp.evidence import read_keys
from webapp.services import abandoned, audit
from webapp.services.activities import month, reminders
from webapp.services.clock_watch import ClockWatch
from webapp.services.cockpit import batch_work as cases_work
from webapp.services.cockpit import mining
from webapp.services.cockpit.recording import JobWatch
from webapp.services.evidence import checking, routine
from webapp.services.identity import accounts, limits
from webapp.services.months import evidence_links
from webapp.services.months.link_guard import Guard
from webapp.services.papers import batch_work, batches, documents, issuing
from webapp.services.people import segments
from webapp.services.people.sisdm import reconciliation, storing, uploads
from webapp.services.planning import cycle, editing, review, review_acts
from webapp.services.privacy import own_data, retention
from webapp.services.process import messages, timers
from webapp.services.reminders import digest, ladder, recount
from webapp.services.tpp import run
from webapp.services.work import Work
from webapp.services.workshop import impact, moving, stopped
from webapp.services.yearly import capaian
from webapp.storage.jobs import LINKS, TASKS

from .retrying import RETRY, TOLD

app = App(connector=PsycopgConnector())
STOP_SECONDS = 25
"""How long a job may go on after the worker has been told to stop."""
NEVER = -1.0
"""Seconds that a periodic task may be late to be deferred still: none ever is."""


def task(
    name: str, retry: RetryStrategy | None = None, *, by_time: bool = False, **options: Any
) -> Callable[[Callable[..., None]], Any]:
    """A task of ours, with the queue and the lock that `TASKS` gives it.

    It is given its context, and what fails for good or again and again is kept as an incident.

    `by_time`: it does what the clock says is due, so it does nothing while the clock cannot be believed. The
    `timestamp` that the clock gives to its jobs is nobody's argument: asked for by a person, there is none.
    """

    def mark(run: Callable[..., None]) -> Any:
        @wraps(run)
        def watched(context: JobContext, /, timestamp: int | None = None, **args: Any) -> None:
            tried = context.job.attempts
            watch = JobWatch(
                _work(context), name, args, is_told=retry is None or tried >= TOLD, was_told=tried > TOLD
            )
            with logs.job(name, context.job.id), watch:
                if by_time:
                    _clock(context).trust(_work(context))
                run(context, **args)

        place = TASKS[name]
        return app.task(
            name=name, queue=place.queue, lock=place.lock, priority=place.priority, retry=retry or False,
            pass_context=True, **options,
        )(watched)  # fmt: skip

    return mark


@task(name="terbitkan_dokumen", retry=RETRY)
def terbitkan_dokumen(context: JobContext, skp_id: int) -> None:
    """Draw and store the official document of a set SKP."""
    settings: Settings = context.additional_context["settings"]
    documents.issue(_work(context), skp_id, settings.public_url)


@task(name="terbitkan_naskah", retry=RETRY)
def terbitkan_naskah(context: JobContext, skp_id: int) -> None:
    """Draw and store the sheets of an evaluation that are due: evaluation, its document, decision, credit points."""
    settings: Settings = context.additional_context["settings"]
    issuing.issue_all(_work(context), skp_id, settings.public_url)


@task(name="buka_siklus", retry=RETRY)
def buka_siklus(context: JobContext, tahun: int, akun_id: int) -> None:
    """Open the SKP of a year for everybody who owes one, on behalf of the admin who asked; repeating is harmless."""
    work = _work(context)
    with work.reading() as tx:
        actor = accounts.actor_of(tx, akun_id)
    cycle.open_cycle(work, tahun, actor)
    segments.discover(work)


@task(name="periksa_segmen", retry=RETRY)
def periksa_segmen(context: JobContext) -> None:
    """Organisation data have changed: bring mutations and SKP in step with them."""
    segments.discover(_work(context))


@app.periodic(
    cron="5 * * * *"
)  # counted in UTC; at every hour, so at 00.05 in each zone, and a missed one is made up
@task(name="mutasi_harian", by_time=True, queueing_lock="mutasi_harian")
def mutasi_harian(context: JobContext) -> None:
    """A new day may have begun: open the SKP of those who owe one since today, look for mutations, open the results."""
    segments.discover(_work(context))
    capaian.begin_when_due(_work(context))


@task(name="periksa_tautan")
def periksa_tautan(context: JobContext, bukti_id: int) -> None:
    """Look at a link of evidence as a stranger would."""
    settings: Settings = context.additional_context["settings"]
    guard = Guard(settings.link_allow, is_on=settings.link_check)
    evidence_links.look_at(_work(context), bukti_id, guard)


@task(name="susun_ekspor", retry=RETRY)
def susun_ekspor(context: JobContext, ekspor_id: int) -> None:
    """Go on with a file of many documents; it asks for the next job itself."""
    batch_work.advance(_work(context), ekspor_id)


@app.periodic(cron="35 * * * *")
@task(name="bersihkan_ekspor", queueing_lock="bersihkan_ekspor")
def bersihkan_ekspor(context: JobContext) -> None:
    """Throw away files whose days are over, and buckets that are empty; tell what of the last hour was only counted."""
    audit.tell_counted(_work(context))
    batches.clear_expired(_work(context))
    mining.clear_expired(_work(context))
    limits.forget_empty(_work(context))


@task(name="susun_salinan", retry=RETRY)
def susun_salinan(context: JobContext, salinan_id: int) -> None:
    """Write a copy of somebody's own data; repeating is harmless."""
    own_data.write(_work(context), salinan_id)


@app.periodic(cron="25 * * * *")
@task(name="pantau_salinan", queueing_lock="pantau_salinan")
def pantau_salinan(context: JobContext) -> None:
    """Throw away copies whose days are over, and warn of those that are late."""
    own_data.watch(_work(context))


@app.periodic(cron="10 19 2 1 *")  # once a year, on 3 January at 02.10 WIB
@task(name="hitung_retensi", queueing_lock="hitung_retensi")
def hitung_retensi(context: JobContext) -> None:
    """Count what is older than it has to be and propose it to the officers; nothing is deleted."""
    retention.count(_work(context))


@task(name="jalankan_massal", retry=RETRY)
def jalankan_massal(context: JobContext, batch_id: int) -> None:
    """Go on with an act on many cases; it asks for the next job itself."""
    cases_work.advance(_work(context), batch_id)


@task(name="susun_log", retry=RETRY)
def susun_log(context: JobContext, log_id: int) -> None:
    """Write an event log; repeating is harmless."""
    mining.write(_work(context), log_id)


@task(name="hitung_dampak", retry=RETRY)
def hitung_dampak(context: JobContext, impact_id: int) -> None:
    """Go on laying cases along a draft or a release; it asks for the next job itself."""
    impact.answer(_work(context), impact_id, impact.SECONDS)


@task(name="pindahkan_kasus", retry=RETRY)
def pindahkan_kasus(context: JobContext, migration_id: int) -> None:
    """Go on moving cases to another release; it asks for the next job itself."""
    moving.advance(_work(context), migration_id)


@app.periodic(cron="* * * * *")
@task(name="bunyikan_timer", by_time=True, queueing_lock="timer")
def bunyikan_timer(context: JobContext) -> None:
    """Let every timer act that is due now."""
    timers.fire_all(_work(context))


@app.periodic(cron="*/10 * * * *")
@task(name="deteksi", queueing_lock="deteksi")
def deteksi(context: JobContext) -> None:
    """Look for many accounts that write or act on one device, and for what was handed in before it can be read."""
    review.detect_devices(_work(context))
    review_acts.detect_acts(_work(context))


@app.periodic(cron="15 19 * * *")  # counted in UTC: 02.15 WIB
@task(name="deteksi_serupa", queueing_lock="serupa")
def deteksi_serupa(context: JobContext) -> None:
    """Look for documents of different people that say nearly the same."""
    review.detect_texts(_work(context))


@task(name="antar_pesan", retry=RETRY)
def antar_pesan(context: JobContext, pesan_id: int) -> None:
    """Give a message to every case that waits for it; repeating is harmless."""
    messages.deliver(_work(context), pesan_id)


@task(name="terima_pesan", retry=RETRY)
def terima_pesan(context: JobContext, case_id: int) -> None:
    """A case has begun to wait: give it what was sent while it did; repeating is harmless."""
    messages.receive(_work(context), case_id)


@task(name="hitung_tenggat", retry=RETRY)
def hitung_tenggat(context: JobContext) -> None:
    """A calendar has changed: count the last days of open steps again."""
    recount.recount(_work(context))


@app.periodic(cron="20 * * * *")  # a new day may have begun in any zone; repeating is harmless
@task(
    name="ingatkan_tenggat",
    by_time=True,
    queueing_lock="ingatkan_tenggat",
)
def ingatkan_tenggat(context: JobContext) -> None:
    """Write the reminders and escalations whose time has come."""
    ladder.remind(_work(context))


@app.periodic(
    cron="0 * * * *"
)  # at every hour, so at 07.00 in each zone, and later where the mail server was down
@task(name="kirim_surat", by_time=True, queueing_lock="kirim_surat")
def kirim_surat(context: JobContext) -> None:
    """Send the daily letters that are still to be sent."""
    settings: Settings = context.additional_context["settings"]
    digest.send_all(_work(context), settings)


@app.periodic(cron="2 * * * *")
@task(name="meterai", queueing_lock="meterai")
def meterai(context: JobContext) -> None:
    """Seal what has happened since the last seal, and send off what waits to leave the machine."""
    routine.seal_and_send(_work(context), context.additional_context["settings"])


@app.periodic(cron="40 18 * * *")  # counted in UTC: 01.40 WIB
@task(name="periksa_bukti", queueing_lock="periksa_bukti")
def periksa_bukti(context: JobContext) -> None:
    """Check every journal and log by the seals; a broken link is told to auditors and admins."""
    settings: Settings = context.additional_context["settings"]
    checking.check_evidence(_work(context), read_keys(settings.seal_keys), settings.seal_dir)


@app.periodic(cron="30 18 * * *")  # counted in UTC: 01.30 WIB
@task(name="rekonsiliasi", queueing_lock="rekonsiliasi")
def rekonsiliasi(context: JobContext) -> None:
    """Compare everybody with the newest snapshot of the personnel system; clear away old uploads and traces."""
    work = _work(context)
    reconciliation.reconcile(work)
    uploads.clear_expired(work)
    editing.clear_old(work)


@task(name="periksa_unggahan")
def periksa_unggahan(context: JobContext, unggahan_id: int) -> None:
    """Look at the files of an upload."""
    storing.look(_work(context), unggahan_id)


@task(name="simpan_unggahan")
def simpan_unggahan(context: JobContext, unggahan_id: int, cara: str) -> None:
    """Store the files of an upload as its owner asked."""
    storing.store(_work(context), unggahan_id, cara)


@task(name="hitung_tpp", retry=RETRY)
def hitung_tpp(context: JobContext, putaran_id: int) -> None:
    """Compute a run of allowances; one that has ended is left as it is."""
    run.compute(_work(context), putaran_id)


@app.periodic(cron="10 * * * *")  # at every hour, so early on the first day of a month in each zone
@task(
    name="aktivitas_harian",
    by_time=True,
    queueing_lock="aktivitas_harian",
)
def aktivitas_harian(context: JobContext) -> None:
    """Open the month for everybody, remind of empty days after 15.00, and bring what waits long upwards."""
    work = _work(context)
    with work.reading() as tx:
        today = tx.today
    month.open_all(work, today)
    reminders.remind_empty(work)
    reminders.escalate(work)
    run.open_month(work, today)


@app.periodic(cron="* * * * *")
@task(name="kembalikan_pekerjaan", queueing_lock="kembalikan_pekerjaan")
def kembalikan_pekerjaan(context: JobContext) -> None:
    """Jobs whose worker was killed run again; an answer that nobody goes on with says so.

    The locks of such jobs would stand in the way of all that come after.
    """
    abandoned.hand_back(_work(context))
    stopped.give_up(_work(context))


def queues() -> list[str]:
    """The queues of our tasks, without that of the links."""
    return sorted({place.queue for place in TASKS.values()} - {LINKS})


def _clock(context: JobContext) -> ClockWatch:
    watch: ClockWatch = context.additional_context["clock"]
    return watch


def _work(context: JobContext) -> Work:
    work: Work = context.additional_context["work"]
    return work


def run_worker(
    work: Work, settings: Settings, dsn: str, clock: ClockWatch | None = None, **options: Any
) -> None:
    """Work off jobs until stopped. With `wait=False`: those that are there, until none is left; the clock adds none.

    At a stop the job in hand is given `STOP_SECONDS`; one that is not done by then is handed back by the next worker.
    """
    options.setdefault("shutdown_graceful_timeout", STOP_SECONDS)
    known = {"work": work, "settings": settings, "clock": clock or ClockWatch()}
    with app.replace_connector(PsycopgConnector(conninfo=dsn)) as running:
        if not options.get("wait", True):
            running.periodic_defaults = {"max_delay": NEVER}
        running.run_worker(additional_context=known, **options)
