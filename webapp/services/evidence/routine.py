"""What happens every hour: seal, write the files, send the letters. One that fails does not keep the others back."""

from __future__ import annotations

from webapp.config import Settings
from webapp.evidence import read_keys
from webapp.services.work import Work

from . import checking, delivery, sealing


def seal_and_send(work: Work, settings: Settings) -> list[int]:
    """Seal, then let the seals leave the machine. Returns the numbers of the new seals.

    Raises `OSError`, `smtplib.SMTPException` or `SealClash` for a way out that fails; the next hour tries it again, and
    what a failed folder keeps back still goes by letter.
    """
    folder = settings.seal_dir
    made = sealing.seal_all(work, read_keys(settings.seal_keys), str(folder) if folder else None)
    try:
        if folder is not None:
            delivery.drop_files(work, folder)
    except delivery.SealClash as clash:
        with work.transaction() as tx:
            checking.alarm(
                tx, f"meterai_bentrok:{clash}",
                "Folder meterai memuat meterai lain dengan nomor yang sama. Periksa apakah basis data dimundurkan.",
            )  # fmt: skip
        raise
    finally:
        delivery.send_letters(work, settings)
    return made
