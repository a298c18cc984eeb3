"""Instants as DGWS 1.0.1 writes them: UTC to the second, with a Z (Zulu time)."""

from datetime import UTC, datetime


def zulu(instant: datetime) -> str:
    """An instant that carries a zone: 2026-11-01T12:00:00Z."""
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
