"""The municipal synchronisation as rows, on both databases: kept, replaced, and forgotten where a value is erased."""

import msgspec

from sor.register import Register
from sor.store import oss
from sor.store.oss import ActionRow, DecisionRow, MunicipalityRow, ProposalRow, SnapshotRow

TEXT = "Hemmelig Hansen"


def proposal(id: int, state: str = oss.OPEN, after: str = "{}") -> ProposalRow:
    return ProposalRow(id, "0615", "rename", state, "90000011000016004", "u", "{}", after, "{}", "[]", "f", 90, "t")


def snapshot(name: str) -> SnapshotRow:
    return SnapshotRow("0615", "file", "t", "d", 1, "[]", oss.pack(msgspec.json.encode([{"uuid": "u", "name": name}])))


def test_rows_are_kept_and_replaced(register: Register) -> None:
    with register.database.desk.writing() as connection:
        assert oss.municipality(connection, "0615") == MunicipalityRow("0615")
        for row in (MunicipalityRow("0615", source="a"), MunicipalityRow("0615", source="b")):
            oss.put_municipality(connection, row)
        oss.put_snapshot(connection, snapshot("A"))
        oss.put_snapshot(connection, snapshot("B"))
        decided = DecisionRow("0615", "u", "1", "link", "", "{}", "anna", "t")
        oss.put_decision(connection, decided)
        oss.put_decision(connection, decided._replace(kind="reference"))
        oss.add_proposals(connection, [proposal(1), proposal(2, oss.APPLIED)])
        oss.put_proposal(connection, proposal(1, oss.ACCEPTED))
        for what in ("first", "second"):
            oss.add_action(connection, ActionRow(0, "0615", "t", "anna", what, "", "", "", 7, 0, "{}"))
    reader = register.database.reader()
    assert [row.source for row in oss.municipalities(reader)] == ["b"]
    kept = oss.snapshot(reader, "0615")
    assert kept is not None
    assert b'"B"' in oss.unpack(kept.units)
    assert [row.kind for row in oss.decisions(reader, "0615")] == ["reference"]
    assert [row.id for row in oss.proposals(reader, "0615", (oss.ACCEPTED, oss.APPLIED))] == [1, 2]
    assert oss.count_proposals(reader) == {("0615", "accepted"): 1, ("0615", "applied"): 1}
    assert [(row.n, row.what) for row in oss.actions(reader, "0615", 10)] == [(2, "second"), (1, "first")]
    assert oss.next_proposal(reader) == 8  # also when the proposals that had these numbers are gone
    assert oss.proposals(reader, "0101") == []


def test_an_erased_text_is_nowhere(register: Register) -> None:
    told = f'{{"name": "{TEXT}"}}'
    with register.database.desk.writing() as connection:
        oss.put_snapshot(connection, snapshot(f"{TEXT} ApS"))
        oss.put_snapshot(connection, snapshot("Andet")._replace(municipality="0101"))
        oss.add_proposals(connection, [proposal(1, after=told), proposal(2)])
        oss.put_decision(connection, DecisionRow("0615", "u", "1", "link", "", told, "anna", "t"))
        oss.add_action(connection, ActionRow(0, "0615", "t", "anna", "applied", "", "", "", 1, 0, told))
        oss.forget_texts(connection, [TEXT])
    reader = register.database.reader()
    assert oss.snapshot(reader, "0615") is None
    assert oss.snapshot(reader, "0101") is not None
    assert [row.id for row in oss.proposals(reader, "0615")] == [2]
    assert [row.facts for row in oss.decisions(reader, "0615")] == ["{}"]
    assert [row.told for row in oss.actions(reader, "0615", 10)] == ["{}"]
