"""Lines and entries: what their hashes cover, and that every changed byte is seen."""

from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sor.core.canonical import NULL, decode
from sor.core.log import (
    GENESIS,
    SCHEMA,
    UPCOMING,
    Damage,
    Entry,
    Frame,
    Line,
    blocks_of,
    check_line,
    entry_hash,
    find_erased_numbers,
    hash_what_is_left,
    head_parts,
    leaves_of,
    line_ahead,
    read_asked,
    read_line,
    result_of,
    salt_values,
    seal_entry,
    statements_of,
    value_numbers,
    without_parts,
    without_values,
    write_line,
)
from sor.core.statement import Draft
from sor.core.timeline import Run, fold

OPEN = 99991231
DRAFTS = [Draft("name", 20260101, OPEN, 0, '"Ærø"'.encode()), Draft("note", 20260101, 20260201, 20260201, NULL, True)]


def a_line(drafts: list[Draft] = DRAFTS) -> Line:
    statements = statements_of(7, 2, drafts)
    before = {"name": statements_of(3, 1, [Draft("name", 20250101, OPEN, 0, b'"Old"')])}
    timeline = {"name": [*before["name"], statements[0]]} if drafts else before
    blocks, values = blocks_of(statements, before)
    frame = Frame(SCHEMA, {"op": "import"}, blocks, [(3, 1, 0)], result_of(fold(timeline)))
    return write_line(7, 2, "unit", "A", frame, *salt_values(values))


def test_a_line_tells_again_what_was_stated_and_what_stood_before() -> None:
    frame, statements = read_line(a_line())
    assert statements == statements_of(7, 2, DRAFTS)
    assert list(frame.list_replaced()) == [(3, 1, 0), None]
    assert frame.withdrawn == [(3, 1, 0)]
    assert read_asked(a_line()) == {"op": "import"}


def test_a_frame_holds_no_value() -> None:
    assert "Ærø".encode() not in a_line().frame
    assert "Ærø".encode() in a_line().content


def test_each_value_has_its_own_salt_so_that_equal_values_do_not_look_alike() -> None:
    one, other = a_line(), a_line()
    assert one.content != other.content
    assert one.hash != other.hash
    assert one.frame == other.frame


def test_fields_stated_alike_stand_together_and_a_value_stands_once() -> None:
    f, g, h = 20260101, 20260201, 20260301
    drafts = [
        Draft("open", f, OPEN, OPEN, b"true"),
        Draft("name", g, OPEN, h, b'"A"'), Draft("name", f, g, 0, b'"A"', True),
        Draft("note", g, OPEN, h, b'"A"'), Draft("note", f, g, 0, b'"A"', True),
        Draft("type", g, OPEN, h, b'"T"'), Draft("type", f, g, 0, b'"U"', True),
    ]  # fmt: skip
    statements = statements_of(1, 1, drafts)
    blocks, values = blocks_of(statements, {})
    told, assumed = (g, OPEN, h, False), (f, g, 0, True)
    assert [(list(block.periods), list(block.fields)) for block in blocks] == [
        ([(f, OPEN, OPEN, False)], ["open"]), ([told, assumed], ["name", "note"]), ([told], ["type"]),
        ([assumed], ["type"]),
    ]  # fmt: skip
    assert values == [b"true", b'"A"', b'"A"', b'"T"', b'"U"']
    line = write_line(1, 1, "unit", "A", Frame(SCHEMA, None, blocks, [], ""), *salt_values(values))
    assert read_line(line)[1] == statements


def test_a_leaf_is_the_same_only_for_the_same_salt_and_value() -> None:
    leaves = {leaves_of(salt * 24, [value]) for salt in (b"0", b"1") for value in (b'"A"', b'"B"')}
    assert len(leaves) == 4
    assert {len(leaf) for leaf in leaves} == {32}
    assert leaves_of(b"0" * 24 + b"1" * 24, [b'"A"', b'"B"']) == (
        leaves_of(b"0" * 24, [b'"A"']) + leaves_of(b"1" * 24, [b'"B"'])
    )


def test_an_untouched_line_is_sound() -> None:
    check_line(a_line())
    check_line(a_line([]))


@given(st.data())
def test_one_changed_byte_anywhere_in_a_line_is_seen(data: st.DataObject) -> None:
    line = a_line()
    column = data.draw(st.sampled_from(["frame", "content", "hash", "kind", "key"]))
    whole = getattr(line, column)
    as_bytes = whole if isinstance(whole, bytes) else whole.encode()
    place = data.draw(st.integers(0, len(as_bytes) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != as_bytes[place]))
    changed = as_bytes[:place] + bytes([other]) + as_bytes[place + 1 :]
    if not isinstance(whole, bytes):
        changed = changed.decode("latin-1")  # type: ignore[assignment]
    with pytest.raises(Damage):
        check_line(msgspec.structs.replace(line, **{column: changed}))


@pytest.mark.parametrize("change", [{"serial": 8}, {"n": 1}, {"n": 2.0}])
def test_a_line_moved_to_another_place_is_seen(change: dict[str, int]) -> None:
    with pytest.raises(Damage, match="its content does not give its hash"):
        check_line(msgspec.structs.replace(a_line(), **change))


def test_white_space_that_no_hash_covers_is_seen() -> None:
    line = a_line()
    spaced = line.content.replace(b",null", b", null")
    assert spaced != line.content
    with pytest.raises(Damage, match="its values are not in canonical form"):
        check_line(msgspec.structs.replace(line, content=spaced))


def test_a_value_too_few_is_seen() -> None:
    with pytest.raises(Damage, match="it states 2 fields but holds 0 values"):
        check_line(msgspec.structs.replace(a_line(), content=b"[]"))


def test_salt_too_short_is_seen() -> None:
    line = a_line()
    with pytest.raises(Damage, match="it holds 2 values but salt of 47 letters"):
        check_line(msgspec.structs.replace(line, content=b'["' + line.content[3:]))


ENTRY = Entry(
    serial=1, kind="submission", recorded_at="2026-11-01T12:00:00.000000Z", known_at="2026-11-01T12:00:00.000000Z",
    day=20261101, actor="anna", channel="rest", reason="", rule_book="2026-11", origin=None, findings=[], subjects=[],
    previous=GENESIS,
)  # fmt: skip


FINDING = {"rule": "A3", "severity": "warning", "kind": "unit", "key": "A", "facts": {"value": "Hans Hansen"}}
WORDY = msgspec.structs.replace(
    ENTRY, reason="Hans Hansen ringede", origin={"file": "hansen.xml", "digest": "ab"}, findings=[FINDING, FINDING]
)
"""An entry with everything that an erasure may have to take out of a head."""


@pytest.mark.parametrize("entry", [ENTRY, WORDY, seal_entry(ENTRY), seal_entry(WORDY)])
@pytest.mark.parametrize("column", [f for f in Entry.__struct_fields__ if f != "hash"])
def test_the_hash_of_an_entry_covers_every_column_of_its_head(entry: Entry, column: str) -> None:
    another: object = {"reason": ""} if column == "erased" else 3 if column == "schema" else "another"
    if column == "findings":
        another = [{**FINDING, "facts": {"value": "Jens Jensen"}}] * 2
    changed = msgspec.structs.replace(entry, **{column: another})
    with suppress(Damage):
        assert entry_hash(changed, ["a"]) != entry_hash(entry, ["a"])


@given(st.data())
def test_one_changed_letter_of_a_salt_of_a_head_is_seen(data: st.DataObject) -> None:
    entry = seal_entry(WORDY)
    place = data.draw(st.integers(0, len(entry.salts) - 1))
    letter = data.draw(st.characters().filter(lambda letter: letter != entry.salts[place]))
    changed = msgspec.structs.replace(entry, salts=entry.salts[:place] + letter + entry.salts[place + 1 :])
    with suppress(Damage):
        assert entry_hash(changed, []) != entry_hash(entry, [])


PARTS = ["reason", "origin.digest", "origin.file", "findings.0", "findings.1"]


def test_the_parts_of_a_head_are_those_that_hold_words() -> None:
    assert [*head_parts(WORDY)] == PARTS
    assert head_parts(ENTRY) == {}


@given(st.sets(st.sampled_from(PARTS), min_size=1))
def test_erased_parts_of_a_salted_head_leave_its_hash_and_nothing_of_themselves(parts: set[str]) -> None:
    entry = seal_entry(WORDY)
    left = without_parts(entry, parts, 17)
    assert entry_hash(left, ["a"]) == entry_hash(entry, ["a"])
    assert left.erased.keys() == parts == head_parts(entry).keys() - head_parts(left).keys()
    each = [entry.salts[at : at + 24] for at in range(0, len(entry.salts), 24)]
    assert [salt in left.salts for salt in each] == [part not in parts for part in PARTS]
    assert without_parts(left, parts, 18) == left
    for part in parts:  # what was taken out cannot be put back, nor another value or leaf in its place
        with suppress(Damage):
            assert (
                entry_hash(msgspec.structs.replace(left, erased={**left.erased, part: "0" * 64}), ["a"]) != entry.hash
            )


def test_an_erased_part_of_a_first_head_leaves_a_digest_of_the_rest() -> None:
    left = without_parts(WORDY, ["reason"], 17)
    assert left.reason == ""
    with pytest.raises(Damage, match="cannot be computed"):
        entry_hash(left, [])
    for change in ({"actor": "mallory"}, {"hash": "f" * 64}, {"origin": None}, {"erased": {"origin.file": ""}}):
        assert hash_what_is_left(msgspec.structs.replace(left, **change), []) != hash_what_is_left(left, [])
    assert hash_what_is_left(left, ["a"]) != hash_what_is_left(left, [])


def test_a_part_that_a_head_does_not_have_cannot_be_erased() -> None:
    with pytest.raises(Damage, match=r"its head has no findings\.2"):
        without_parts(WORDY, ["findings.2"], 17)


def test_an_erased_value_leaves_its_leaf_and_reads_as_nothing() -> None:
    line = a_line()
    _, before = read_line(line)
    left = without_values(line, [0], 17)
    check_line(left)
    assert left.hash == line.hash
    assert find_erased_numbers(left) == {0: 17}
    assert find_erased_numbers(line) == {}
    assert before[0].value not in left.content
    frame, after = read_line(left)
    assert [s.erased_by for s in after] == [17 if n == 0 else 0 for n in value_numbers(frame)]
    assert decode(after[0].value) is None
    assert without_values(left, [0], 18) == left


@given(st.data())
def test_one_changed_byte_of_an_erased_line_is_seen(data: st.DataObject) -> None:
    """But for the serial of the erasure, which is held against the erasures themselves."""
    line = without_values(a_line(), [0], 17)
    told = line.content.index(b"-erased-") + len(b"-erased-")
    place = data.draw(st.integers(0, len(line.content) - 1).filter(lambda n: not told <= n < told + 16))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != line.content[place]))
    changed = line.content[:place] + bytes([other]) + line.content[place + 1 :]
    with pytest.raises(Damage):
        check_line(msgspec.structs.replace(line, content=changed))


def test_a_value_that_a_line_does_not_have_cannot_be_erased() -> None:
    with pytest.raises(Damage, match="it has no value 2"):
        without_values(a_line(), [2], 17)


def test_the_hash_of_an_entry_covers_its_lines_and_their_order() -> None:
    hashes = [entry_hash(ENTRY, lines) for lines in ([], ["a"], ["a", "b"], ["b", "a"])]
    assert len(set(hashes)) == 4


def test_the_hash_does_not_depend_on_itself() -> None:
    assert entry_hash(msgspec.structs.replace(ENTRY, hash="f" * 64), []) == entry_hash(ENTRY, [])


def test_a_result_tells_which_statement_wins_when_and_no_value() -> None:
    one = fold({"name": statements_of(1, 1, [Draft("name", 20260101, OPEN, 0, b'"A"')])})
    same_ids = fold({"name": statements_of(1, 1, [Draft("name", 20260101, OPEN, 0, b'"B"')])})
    other_day = fold({"name": statements_of(1, 1, [Draft("name", 20260102, OPEN, 0, b'"A"')])})
    assert result_of(one) == result_of(same_ids) != result_of(other_day)


@given(st.integers(1, UPCOMING - 1))
def test_a_line_made_before_its_entry_has_a_serial_is_the_line_made_in_it(serial: int) -> None:
    def made(of: int) -> tuple[Frame, list[bytes], dict[str, list[Run]]]:
        statements = statements_of(of, serial % 5000, DRAFTS)  # the line's own number may be that of an entry as well
        before = {"name": statements_of(0, 1, [Draft("name", 20250101, OPEN, 0, b'"Old"')])}
        timeline = {"name": [*before["name"], statements[0]], "note": [statements[1]]}
        blocks, values = blocks_of(statements, before)
        return Frame(SCHEMA, {"n": UPCOMING}, blocks, [], ""), values, fold(timeline)

    frame, values, folded = made(serial)
    n = serial % 5000
    ahead = line_ahead(n, "unit", "A", made(UPCOMING)[0], made(UPCOMING)[2], values)
    inside = msgspec.structs.replace(frame, result=result_of(folded))
    assert ahead.at(serial) == write_line(serial, n, "unit", "A", inside, ahead.content, ahead.leaves)
    check_line(ahead.at(serial))
