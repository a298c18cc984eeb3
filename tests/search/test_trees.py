"""Small trees of one name are one hit, which tells its levels; others are hits of their own."""

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
