"""Findings about one subject, read back from their projection."""

from msgspec import json

from sor.core.finding import Finding
from sor.store.database import Connection


def findings_of(connection: Connection, kind: str, key: str, known: int) -> list[tuple[int, Finding]]:
    """What was found about a subject in the entries up to a serial, each with its serial, the newest first."""
    return [
        (serial, json.decode(body, type=Finding))
        for serial, body in connection.run(
            "SELECT serial, body FROM finding WHERE kind = :kind AND key = :key AND serial <= :known"
            " ORDER BY serial DESC, rule",
            kind=kind, key=key, known=known,
        )
    ]  # fmt: skip
