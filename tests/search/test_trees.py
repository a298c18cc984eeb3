"""Small trees of one name are one hit, which tells its levels; others are hits of their own."""

from sor.core.entity_types import MUNICIPALITY, PRIVATE
from sor.search.index import NameIndex
from tests.search.builders import HEAD, TODAY, unit

TREE = [
    unit("1", "Tandlæge Ida Dam", level="IO", town="Aarhus C"),
    unit("2", "Tandlæge Ida Dam", "1", level="HI"),
    unit("3", "Tandlæge Ida Dam", "2"),
    unit("4", "Reception", "2"),
]


def hits(index: NameIndex, text: str, *, together: bool = True) -> list[tuple[str, tuple[str, ...]]]:
    found = index.search(text, valid=TODAY, known=HEAD, together=together)
    return [(hit.key, hit.together) for hit in found.page]


def test_owner_institution_and_unit_of_one_name_are_one_hit_the_institution() -> None:
    index = NameIndex(TREE)
    assert hits(index, "ida dam")[0] == ("2", ("1", "2", "3"))
    assert len(hits(index, "tandlæge ida dam", together=False)) >= 3
    assert index.search("tandlæge ida dam", valid=TODAY, known=HEAD, together=True).total == 2  # and its reception


def test_a_listing_and_a_number_of_all_three_show_one_too() -> None:
    named = [unit(one.key, one.name, one.parent, level=one.level, identifiers=("86123456",)) for one in TREE[:3]]
    assert hits(NameIndex(named), "86123456") == [("2", ("1", "2", "3"))]
    assert hits(NameIndex(named), "") == [("2", ("1", "2", "3"))]


def test_pages_count_the_hits_and_neither_skip_nor_repeat() -> None:
    others = [
        unit(f"{owner}{n}", f"Klinik {owner}", f"{owner}{n - 1}" if n else None, level=("IO", "HI", "OU")[n])
        for owner in range(10, 40)
        for n in range(3)
    ]
    index = NameIndex(others)
    pages = [index.search("klinik", valid=TODAY, known=HEAD, together=True, limit=7, offset=n) for n in range(0, 35, 7)]
    keys = [hit.key for page in pages for hit in page.page]
    assert len(keys) == len(set(keys)) == pages[0].total == 30


def test_a_large_tree_is_not_one_place() -> None:
    wards = [unit(f"9{n}", "Region Nord", "2") for n in range(6)]
    found = hits(
        NameIndex([unit("1", "Region Nord", level="IO"), unit("2", "Region Nord", "1", level="HI"), *wards]), "nord"
    )
    assert len(found) == 8
    assert all(not together for _, together in found)


PHARMACY = [
    unit("1", "Egebo Apotek", level="IO", type=PRIVATE),
    *(
        one
        for n, name in enumerate(("Egebo Apotek", "Egebo Apotek, Tilst", "Egebo Apotek, Hinnerup"), 1)
        for one in (unit(f"{n}0", name, "1", level="HI"), unit(f"{n}1", name, f"{n}0"))
    ),
]


def test_a_pharmacy_and_each_of_its_branches_are_places_and_hits_of_their_own() -> None:
    """A branch has a number, an address and a location number of its own; its institution and its unit are one hit."""
    found = dict(hits(NameIndex(PHARMACY), "egebo apotek"))
    assert found == {"1": (), "10": ("10", "11"), "20": ("20", "21"), "30": ("30", "31")}
    with_one_branch = dict(hits(NameIndex(PHARMACY[:5]), "egebo apotek"))
    assert with_one_branch == {"10": ("1", "10", "11"), "20": ("20", "21")}


def test_a_large_institution_is_not_one_place_with_its_units_of_one_name() -> None:
    below = [unit(f"3{n}", "Hus Nord", "20") for n in range(6)]
    owners = [unit("1", "Huse A/S", level="IO", type=PRIVATE), unit("20", "Hus Nord", "1", level="HI")]
    assert len(hits(NameIndex([*owners, *below]), "hus nord")) == 7
    assert [key for key, _ in hits(NameIndex([*owners, *below[:5]]), "hus nord")] == ["20"]


def test_an_institution_of_a_municipality_and_its_unit_are_hits_of_their_own() -> None:
    names = (("1", "Viborg Kommune", None, "IO"), ("2", "Hus Nord", "1", "HI"), ("3", "Hus Nord", "2", "OU"))
    units = [unit(key, name, above, level=level, type=MUNICIPALITY) for key, name, above, level in names]
    assert hits(NameIndex(units), "hus nord") == [("2", ()), ("3", ())]
