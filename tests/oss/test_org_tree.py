"""A municipality's tree that is not as it should be: what is wrong is told, and the rest can be worked with."""

from sor.core.identifiers import sor_code
from sor.oss import org_tree
from sor.oss.org_tree import check_units, depths, line_above
from sor.oss.org_unit import SOR_CODE, OrgAddress, OrgUnit


def uuid(n: int) -> str:
    return f"00000000-0000-4000-8000-{n:012d}"


def unit(n: int, name: str = "", above: int | None = None, **more: object) -> OrgUnit:
    return OrgUnit(uuid(n), name or f"Enhed {n}x", None if above is None else uuid(above), **more)  # type: ignore[arg-type]


def kinds(*units: OrgUnit) -> list[str]:
    return [fault.kind for fault in check_units(units)[1]]


def test_a_sound_tree_has_no_faults() -> None:
    units, faults = check_units([unit(1), unit(2, above=1), unit(3, above=2)])
    assert (len(units), faults) == (3, [])


def test_the_same_uuid_twice_keeps_the_first_and_says_so() -> None:
    units, faults = check_units([unit(1, "Først"), unit(2, "Den ene", 1), unit(2, "Den anden", 1)])
    assert [one.name for one in units] == ["Først", "Den ene"]
    assert faults[0].da == "To enheder har samme UUID: »Den ene« og »Den anden«. Den første er taget."
    assert kinds(unit(1), unit(2, above=1), unit(2, above=1)) == []  # sent twice, in the same words


def test_a_circle_is_cut_where_one_of_it_can_be_reached() -> None:
    units, faults = check_units([unit(1), unit(2, above=4), unit(3, above=2), unit(4, above=3)])
    assert [one.kind for one in faults] == [org_tree.CYCLE, org_tree.ROOTS]
    by_uuid = {one.uuid: one for one in units}
    assert all(len(line_above(by_uuid, one.uuid)) < 4 for one in units)
    assert sorted(depths(units).values()) == [0, 0, 1, 2]


def test_two_roots_are_told_by_name() -> None:
    _, faults = check_units([unit(1, "Kommunen"), unit(2, "Beredskabet")])
    assert faults[0].da == ("2 aktive enheder står uden overordnet, hvor der skal være én: »Kommunen«, »Beredskabet«.")


def test_a_unit_below_one_that_was_not_sent_stands_at_the_top() -> None:
    units, faults = check_units([unit(1), unit(2, "Hjemmeplejen", 9)])
    assert units[1].parent is None
    assert faults[0].da == f"»Hjemmeplejen« står under en enhed, der ikke er med ({uuid(9)})."


def test_odd_names_and_codes_are_told() -> None:
    good, bad = sor_code(123), "123451000016000"
    assert kinds(unit(1), unit(2, " .-", 1)) == [org_tree.NAME]
    assert kinds(unit(1), unit(2, "Plejehjemmet " * 12, 1)) == [org_tree.LONG]
    assert kinds(unit(1), unit(2, above=1, addresses=(OrgAddress(SOR_CODE, bad),))) == [org_tree.CODE]
    twice = [unit(n, above=1, addresses=(OrgAddress(SOR_CODE, good),)) for n in (2, 3)]
    _, faults = check_units([unit(1), *twice])
    assert faults[0].da == f"SOR-koden {good} står på 2 enheder: »Enhed 2x«, »Enhed 3x«."


def test_what_has_no_uuid_is_left_out() -> None:
    units, faults = check_units([unit(1), OrgUnit("42", "Uden UUID", uuid(1))])
    assert [one.uuid for one in units] == [uuid(1)]
    assert faults[0].da == "»Uden UUID« har ingen UUID (»42«) og er udeladt."
