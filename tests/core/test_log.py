"""Lines and entries: what their hashes cover, and that every changed byte is seen."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sor.core.canonical import NULL
from sor.core.log import (
    GENESIS,
    SCHEMA,
    Damage,
    Entry,
    Frame,
    Line,
    asked_of,
    blocks_of,
    check_line,
    entry_hash,
    leaves_of,
    read_line,
    result_of,
    salted,
    statements_of,
    write_line,
)
from sor.core.statement import Draft
from sor.core.timeline import fold

OPEN = 99991231
DRAFTS = [Draft("name", 20260101, OPEN, 0, '"Ærø"'.encode()), Draft("note", 20260101, 20260201, 20260201, NULL, True)]


def a_line(drafts: list[Draft] = DRAFTS) -> Line:
    statements = statements_of(7, 2, drafts)
    before = {"name": statements_of(3, 1, [Draft("name", 20250101, OPEN, 0, b'"Old"')])}
    timeline = {"name": [*before["name"], statements[0]]} if drafts else before
    blocks, values = blocks_of(statements, before)
    frame = Frame(SCHEMA, {"op": "import"}, blocks, [(3, 1, 0)], result_of(fold(timeline)))
    return write_line(7, 2, "unit", "A", frame, *salted(values))


def test_a_line_tells_again_what_was_stated_and_what_stood_before() -> None:
    frame, statements = read_line(a_line())
    assert statements == statements_of(7, 2, DRAFTS)
    assert list(frame.replaced()) == [(3, 1, 0), None]
    assert frame.withdrawn == [(3, 1, 0)]
    assert asked_of(a_line()) == {"op": "import"}


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
    line = write_line(1, 1, "unit", "A", Frame(SCHEMA, None, blocks, [], ""), *salted(values))
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


@pytest.mark.parametrize("column", [f for f in Entry.__struct_fields__ if f != "hash"])
def test_the_hash_of_an_entry_covers_every_column_of_its_head(column: str) -> None:
    changed = msgspec.structs.replace(ENTRY, **{column: "another"})
    assert entry_hash(changed, ["a"]) != entry_hash(ENTRY, ["a"])


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
