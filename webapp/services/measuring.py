"""What services tell about their own work, for whoever measures. The one here listens to nothing."""

from __future__ import annotations


class Meter:
    """Told of what happens. Must be quick, and never fail."""

    def completed(self, process_id: str) -> None:
        """A person's step was completed and stored."""

    def replayed(self, seconds: float) -> None:
        """A case was rebuilt from its journal."""

    def waited(self, seconds: float) -> None:
        """The lock of a case was asked for, and given after so long."""

    def answered(self, kind: str, status: int, seconds: float) -> None:
        """A request was answered. `kind` is one of a handful of classes of routes."""

    def sign_in_refused(self) -> None:
        """A sign-in was refused: wrong, or too often."""
