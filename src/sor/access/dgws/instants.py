"""Instants as DGWS 1.0.1 writes them: UTC to the second, with a Z (Zulu time)."""

from datetime import UTC, datetime


def zulu(instant: datetime) -> str:
    """An instant that carries a zone: 2026-11-01T12:00:00Z."""
    utc = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    return utc.isoformat()[:19] + "Z"
