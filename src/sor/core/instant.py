"""Instants: UTC with microseconds, written ``2026-11-21T22:15:00.000000Z`` so that text order is time order."""

from datetime import UTC, datetime, timedelta

from sor.core.day import DENMARK

TICK = timedelta(microseconds=1)


def write_instant(instant: datetime) -> str:
    """The register's one form of an instant; the instant must carry a zone."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse_instant(text: str) -> datetime:
    """An ISO instant; without a zone it is Danish time, in the doubled hour of autumn the later one (``CORE`` §15).

    More than six decimals of a second, as SOR's files write them, are cut. Raises ValueError for anything else.
    """
    head, dot, tail = text.strip().partition(".")
    if dot:
        digits = len(tail) - len(tail.lstrip("0123456789"))
        text = f"{head}.{tail[:digits][:6].ljust(6, '0')}{tail[digits:]}"
    found = datetime.fromisoformat(text.strip())
    try:
        return (found.replace(tzinfo=DENMARK, fold=1) if found.tzinfo is None else found).astimezone(UTC)
    except OverflowError:
        raise ValueError(f"'{text}' lies outside the years 1 to 9999.") from None
