"""How callers stand, on the desk of both databases: written, kept once ticked, emptied, and every change noted."""

from sor.store import certification
from sor.store.audit_log import read_notes_of
from sor.store.certification import CaseStanding
from sor.store.database import Database

CVR, AT, LATER = "98765433", "2026-11-01T12:00:00.000000Z", "2026-11-02T12:00:00.000000Z"
TICKED = CaseStanding(CVR, "UC3", AT, "besked-1", 17, "11000016002", 4, misses=[])
MISSED = CaseStanding(CVR, "UC3", tried_at=AT, tried_by="besked-0", misses=[{"reason": "no_edi", "facts": {}}])


def test_a_miss_becomes_a_tick_and_a_tick_stays(database: Database) -> None:
    with database.desk.writing() as connection:
        certification.put(connection, MISSED, AT)
        assert certification.standings(connection, CVR) == {"UC3": MISSED}
        certification.put(connection, TICKED, AT)
        certification.put(connection, MISSED._replace(tried_by="besked-2"), LATER)
        assert certification.standings(connection, CVR) == {"UC3": TICKED}
        assert certification.standings(connection, "12345678") == {}


def test_who_when_before_and_after_are_noted(database: Database) -> None:
    with database.desk.writing() as connection:
        certification.put(connection, MISSED, AT)
        certification.put(connection, MISSED._replace(tried_by="besked-2"), AT)
        certification.put(connection, TICKED, LATER)
        assert certification.clear(connection, CVR, "anna", LATER, "command") == 1
        assert certification.standings(connection, CVR) == {}
        misses, tick = {"misses": MISSED.misses}, {"ticked": "besked-1", "serial": 17}
        noted = read_notes_of(connection, certification.WHAT)
        assert [(one.at, one.who, one.what, one.before, one.after, one.channel) for one in noted] == [
            (LATER, "anna", "remove", tick, None, "command"),
            (LATER, CVR, "tick", misses, tick, "sorus"),
            (AT, CVR, "miss", None, misses, "sorus"),
        ]
        assert {one.key for one in noted} == {f"{CVR}/UC3"}
