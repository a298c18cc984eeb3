"""The one clock. Doors ask it once per request and pass the time on; nothing else knows what time it is."""

from datetime import UTC, datetime, timedelta

DEMO_DAY = "demo_day"
"""The fact that says on which day a demo register's clock starts (yyyymmdd)."""


class Clock:
    """The time now; in demo registers moved so that the first moment is a given one (``SOR_NOW``)."""

    def __init__(self, starts_at: datetime | None = None) -> None:
        self._offset = timedelta(0) if starts_at is None else starts_at - datetime.now(UTC)

    def __call__(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC) + self._offset

    def move_to(self, instant: datetime) -> None:
        """Let this be the present moment (demo only)."""
        self._offset = instant - datetime.now(UTC)
