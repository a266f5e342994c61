"""The tasks, by the names under which services defer them. `work` and `settings` come from the worker's context."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy

from webapp.config import Settings
from webapp.services import accounts
from webapp.services.activities import month, reminders
from webapp.services.cockpit import batch_work as cases_work
from webapp.services.cockpit import mining
from webapp.services.cockpit.recording import JobWatch
from webapp.services.months import evidence_links
from webapp.services.months.link_guard import Guard
from webapp.services.papers import batch_work, batches, documents, issuing
from webapp.services.people import segments
from webapp.services.people.sisdm import reconciliation, storing, uploads
from webapp.services.planning import cycle, editing, review
from webapp.services.process import messages, timers
from webapp.services.reminders import digest, ladder, recount
from webapp.services.tpp import run
from webapp.services.work import Work
from webapp.services.workshop import impact, moving
from webapp.services.yearly import capaian

app = App(connector=PsycopgConnector())
RETRY = RetryStrategy(max_attempts=8, exponential_wait=4)


def task(
    name: str, retry: RetryStrategy | None = None, **options: Any
) -> Callable[[Callable[..., None]], Any]:
    """A task of ours: it is given its context, and a failure that is not tried again is kept as an incident."""

    def mark(run: Callable[..., None]) -> Any:
        @wraps(run)
        def watched(context: JobContext, /, **args: Any) -> None:
            def is_last(error: BaseException) -> bool:
                return retry is None or retry.get_retry_decision(exception=error, job=context.job) is None

            with JobWatch(_work(context), name, args, is_last):
                run(context, **args)

        return app.task(name=name, retry=retry or False, pass_context=True, **options)(watched)

    return mark


@task(name="terbitkan_dokumen", queue="dokumen", retry=RETRY)
def terbitkan_dokumen(context: JobContext, skp_id: int) -> None:
    """Draw and store the official document of a set SKP."""
    settings: Settings = context.additional_context["settings"]
    documents.issue(_work(context), skp_id, settings.public_url)


@task(name="terbitkan_naskah", queue="dokumen", retry=RETRY)
def terbitkan_naskah(context: JobContext, skp_id: int) -> None:
    """Draw and store the sheets of an evaluation that are due: evaluation, its document, decision, credit points."""
    settings: Settings = context.additional_context["settings"]
    issuing.issue_all(_work(context), skp_id, settings.public_url)


@task(name="buka_siklus", queue="siklus", lock="siklus", retry=RETRY)
def buka_siklus(context: JobContext, tahun: int, akun_id: int) -> None:
    """Open the SKP of a year for everybody who owes one, on behalf of the admin who asked; repeating is harmless."""
    work = _work(context)
    with work.reading() as tx:
        actor = accounts.actor_of(tx, akun_id)
    cycle.open_cycle(work, tahun, actor)
    segments.discover(work)


@task(name="periksa_segmen", queue="siklus", lock="siklus", retry=RETRY)
def periksa_segmen(context: JobContext) -> None:
    """Organisation data have changed: bring mutations and SKP in step with them."""
    segments.discover(_work(context))


@app.periodic(
    cron="5 * * * *"
)  # counted in UTC; at every hour, so at 00.05 in each zone, and a missed one is made up
@task(name="mutasi_harian", queue="siklus", queueing_lock="mutasi_harian", lock="siklus")
def mutasi_harian(context: JobContext, timestamp: int) -> None:
    """A new day may have begun: open the SKP of those who owe one since today, look for mutations, open the results."""
    segments.discover(_work(context))
    capaian.begin_when_due(_work(context))


@task(name="periksa_tautan", queue="tautan")
def periksa_tautan(context: JobContext, bukti_id: int) -> None:
    """Look at a link of evidence as a stranger would."""
    settings: Settings = context.additional_context["settings"]
    guard = Guard(settings.link_allow, is_on=settings.link_check)
    evidence_links.look_at(_work(context), bukti_id, guard)


@task(name="susun_ekspor", queue="ekspor", retry=RETRY)
def susun_ekspor(context: JobContext, ekspor_id: int) -> None:
    """Go on with a file of many documents; it asks for the next job itself."""
    batch_work.advance(_work(context), ekspor_id)


@app.periodic(cron="35 * * * *")
@task(name="bersihkan_ekspor", queue="ekspor", queueing_lock="bersihkan_ekspor")
def bersihkan_ekspor(context: JobContext, timestamp: int) -> None:
    """Throw away files whose days are over."""
    batches.clear_expired(_work(context))
    mining.clear_expired(_work(context))


@task(name="jalankan_massal", queue="massal", lock="massal", retry=RETRY)
def jalankan_massal(context: JobContext, batch_id: int) -> None:
    """Go on with an act on many cases; it asks for the next job itself."""
    cases_work.advance(_work(context), batch_id)


@task(name="susun_log", queue="ekspor", retry=RETRY)
def susun_log(context: JobContext, log_id: int) -> None:
    """Write an event log; repeating is harmless."""
    mining.write(_work(context), log_id)


@task(name="hitung_dampak", queue="dampak", retry=RETRY)
def hitung_dampak(context: JobContext, impact_id: int) -> None:
    """Go on laying cases along a draft or a release; it asks for the next job itself."""
    impact.answer(_work(context), impact_id, impact.SECONDS)


@task(name="pindahkan_kasus", queue="dampak", retry=RETRY)
def pindahkan_kasus(context: JobContext, migration_id: int) -> None:
    """Go on moving cases to another release; it asks for the next job itself."""
    moving.advance(_work(context), migration_id)


@app.periodic(cron="* * * * *")
@task(name="bunyikan_timer", queue="timer", queueing_lock="timer", lock="timer")
def bunyikan_timer(context: JobContext, timestamp: int) -> None:
    """Let every timer act that is due now."""
    timers.fire_all(_work(context))


@app.periodic(cron="*/10 * * * *")
@task(name="deteksi", queue="data", queueing_lock="deteksi", lock="deteksi")
def deteksi(context: JobContext, timestamp: int) -> None:
    """Look for many accounts that write on one device; what is found is for people to look at."""
    review.detect_devices(_work(context))


@app.periodic(cron="15 19 * * *")  # counted in UTC: 02.15 WIB
@task(name="deteksi_serupa", queue="data", queueing_lock="serupa", lock="deteksi")
def deteksi_serupa(context: JobContext, timestamp: int) -> None:
    """Look for documents of different people that say nearly the same."""
    review.detect_texts(_work(context))


@task(name="antar_pesan", queue="pesan", retry=RETRY)
def antar_pesan(context: JobContext, pesan_id: int) -> None:
    """Give a message to every case that waits for it; repeating is harmless."""
    messages.deliver(_work(context), pesan_id)


@task(name="terima_pesan", queue="pesan", retry=RETRY)
def terima_pesan(context: JobContext, case_id: int) -> None:
    """A case has begun to wait: give it what was sent while it did; repeating is harmless."""
    messages.receive(_work(context), case_id)


@task(name="hitung_tenggat", queue="siklus", lock="tenggat", retry=RETRY)
def hitung_tenggat(context: JobContext) -> None:
    """A calendar has changed: count the last days of open steps again."""
    recount.recount(_work(context))


@app.periodic(cron="20 * * * *")  # a new day may have begun in any zone; repeating is harmless
@task(
    name="ingatkan_tenggat",
    queue="siklus",
    queueing_lock="ingatkan_tenggat",
    lock="tenggat",
)
def ingatkan_tenggat(context: JobContext, timestamp: int) -> None:
    """Write the reminders and escalations whose time has come."""
    ladder.remind(_work(context))


@app.periodic(
    cron="0 * * * *"
)  # at every hour, so at 07.00 in each zone, and later where the mail server was down
@task(name="kirim_surat", queue="surat", queueing_lock="kirim_surat", lock="surat")
def kirim_surat(context: JobContext, timestamp: int) -> None:
    """Send the daily letters that are still to be sent."""
    settings: Settings = context.additional_context["settings"]
    digest.send_all(_work(context), settings)


@app.periodic(cron="30 18 * * *")  # counted in UTC: 01.30 WIB
@task(name="rekonsiliasi", queue="data", queueing_lock="rekonsiliasi", lock="rekonsiliasi")
def rekonsiliasi(context: JobContext, timestamp: int) -> None:
    """Compare everybody with the newest snapshot of the personnel system; clear away old uploads and traces."""
    work = _work(context)
    reconciliation.reconcile(work)
    uploads.clear_expired(work)
    editing.clear_old(work)


@task(name="periksa_unggahan", queue="data")
def periksa_unggahan(context: JobContext, unggahan_id: int) -> None:
    """Look at the files of an upload."""
    storing.look(_work(context), unggahan_id)


@task(name="simpan_unggahan", queue="data")
def simpan_unggahan(context: JobContext, unggahan_id: int, cara: str) -> None:
    """Store the files of an upload as its owner asked."""
    storing.store(_work(context), unggahan_id, cara)


@task(name="hitung_tpp", queue="tpp", lock="tpp", retry=RETRY)
def hitung_tpp(context: JobContext, putaran_id: int) -> None:
    """Compute a run of allowances; one that has ended is left as it is."""
    run.compute(_work(context), putaran_id)


@app.periodic(cron="10 * * * *")  # at every hour, so early on the first day of a month in each zone
@task(
    name="aktivitas_harian",
    queue="siklus",
    queueing_lock="aktivitas_harian",
    lock="aktivitas",
)
def aktivitas_harian(context: JobContext, timestamp: int) -> None:
    """Open the month for everybody, remind of empty days after 15.00, and bring what waits long upwards."""
    work = _work(context)
    with work.reading() as tx:
        today = tx.today
    month.open_all(work, today)
    reminders.remind_empty(work)
    reminders.escalate(work)
    run.open_month(work, today)


def _work(context: JobContext) -> Work:
    work: Work = context.additional_context["work"]
    return work


def run_worker(work: Work, settings: Settings, dsn: str, **options: Any) -> None:
    """Work off jobs until stopped (or, with `wait=False`, until none is left)."""
    with app.replace_connector(PsycopgConnector(conninfo=dsn)) as running:
        running.run_worker(additional_context={"work": work, "settings": settings}, **options)
