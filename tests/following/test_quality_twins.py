"""Which units may be there twice: who is told of whom, and that it follows what becomes otherwise."""

from sor.following.quality_rows import UnitEntry
from sor.following.quality_twins import QualityTwins
from sor.reading.hospital_marks import HospitalMarks

HERE, THERE = ("østergade", "12", "8600"), ("vestergade", "1", "8600")


def unit(name: str, parent: str | None = "owner", *, level: str = "HI", **fields: object) -> UnitEntry:
    plain = UnitEntry(name, level, "clinic", parent, "", HERE, "0740", 20200101, ("", "", "", "", ""), HospitalMarks())
    return plain._replace(**fields)


def register(entries: dict[str, UnitEntry]) -> QualityTwins:
    def line(key: str) -> list[str]:
        parent = entries[key].parent
        return [key] if parent is None else [key, *line(parent)]

    twins = QualityTwins(entries, line, lambda key: line(key)[-1])
    twins.look_again(entries)
    return twins


def others(twins: QualityTwins, key: str) -> list[tuple[str, object]]:
    return [(one.rule, one.facts["others"]) for one in twins.findings_of(key)]


def test_one_name_and_place_below_one_parent_until_one_of_them_moves() -> None:
    entries = {
        "owner": unit("Ejeren", None, level="IO"), "a": unit("Klinikken"), "b": unit("klinikken"),
        "c": unit("Klinikken", place=THERE),
    }  # fmt: skip
    twins = register(entries)
    assert [others(twins, key) for key in "abc"] == [[("DUP", ["b"])], [("DUP", ["a"])], []]
    entries["b"] = entries["b"]._replace(place=THERE)
    twins.look_again(["b"])
    assert [others(twins, key) for key in "abc"] == [[], [("DUP", ["c"])], [("DUP", ["b"])]]
    del entries["c"]
    twins.look_again(["c"])
    assert others(twins, "b") == []


def test_a_place_is_that_of_the_nearest_above_who_tells_one() -> None:
    entries = {
        "owner": unit("Ejeren", None, level="IO", place=THERE), "a": unit("Klinikken", place=None),
        "b": unit("Klinikken", place=THERE),
    }  # fmt: skip
    assert others(register(entries), "a") == [("DUP", ["b"])]


def test_numbers_to_themselves_tell_two_of_one_name_apart_and_one_ydernummer_does_not() -> None:
    one, two = ("012345", "", "", "", ""), ("054321", "", "", "", "")
    entries = {
        "owner": unit("Ejeren", None, level="IO"), "a": unit("Klinikken", numbers=one),
        "b": unit("Klinikken", numbers=two), "c": unit("Klinikken", place=THERE, numbers=("12345", "", "", "", "")),
    }  # fmt: skip
    twins = register(entries)
    assert [others(twins, key) for key in "abc"] == [[("DUP", ["c"])], [], [("DUP", ["a"])]]


def test_below_one_owner_only_neighbours_may_be_one_and_owners_are_known_by_their_cvr_number() -> None:
    entries = {
        "owner": unit("Ejeren", None, level="IO", cvr="11223344"), "other": unit("X", None, level="IO", cvr="11223344"),
        "h1": unit("H1", place=THERE), "h2": unit("H2", place=THERE), "a": unit("Afdelingen", "h1"),
        "b": unit("Afdelingen", "h2"), "h3": unit("H3", "other", place=THERE), "c": unit("Afdelingen", "h3"),
    }  # fmt: skip
    twins = register(entries)
    assert [others(twins, key) for key in "abc"] == [[("DUP", ["c"])], [("DUP", ["c"])], [("DUP", ["a", "b"])]]
    (found,) = twins.findings_of("owner")
    assert (found.facts, found.from_day) == (
        {"case": "owners", "others": ["other"], "cvr": "11223344"}, 20200101,
    )  # fmt: skip
