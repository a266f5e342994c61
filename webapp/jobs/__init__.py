"""Background work on the same PostgreSQL. A task is thin: it takes the house's `Work` and calls one service.

Jobs are deferred inside an action's transaction (`storage.jobs.defer`), so none is lost and none runs too early.
"""

from .tasks import app, queues, run_worker

__all__ = ["app", "queues", "run_worker"]
