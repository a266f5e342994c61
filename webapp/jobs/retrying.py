"""When a job that failed is tried again, and who waits for it meanwhile: nobody."""

from __future__ import annotations

from typing import Final

from procrastinate import RetryDecision, RetryStrategy
from procrastinate.jobs import Job


class Behind(RetryStrategy):
    """A job that failed waits longer each time, behind all that have failed less often.

    Its lock stays its own while it runs, but while it only waits to be tried again nobody waits for it.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When it is tried again; None: never."""
        found = super().get_retry_decision(exception=exception, job=job)
        if found is not None:
            found.priority = job.priority - 1
        return found


RETRY: Final = Behind(max_attempts=8, exponential_wait=4)
"""For jobs that somebody waits for: after 4 seconds, 16, 64 and so on, the last time after 18 hours."""
TOLD: Final = 4
"""After so many failures (six minutes) people hear of the next one, while the job goes on being tried again."""
