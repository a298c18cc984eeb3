"""A column of one file that stands a row beside where it belongs, a stretch of one, and one that was filled down."""

from collections.abc import Callable, Sequence
from random import Random

import pytest

from sor.core.claim import Claim, Piece
from sor.core.day import OPEN
from sor.core.shapes import Value
from sor.jobs.moved_columns import ELSEWHERE, MovedColumn, moved_columns
from sor.jobs.rows_stated import RowsStated

Column = list[str | None]
Spoil = Callable[[Column], Column]


def clinics(count: int = 40) -> list[dict[str, str | None]]:
    """Rows of clinics, three of each owner, that share their owner's telephone, town and web site; in no order but that
    of owners. Every second owner has no web site.
    """
    rng = Random(11)
    rows = []
    for n in range(count):
        town = rng.randrange(12)
        site = f"https://www.klinik{n}.example" if n % 2 else None
        shared = {"phone": f"0142{rng.randrange(10**4):04}", "district": f"By {town}", "postcode": f"{8000 + town}"}
        rows += [
            {"name": f"Afdeling {rng.randrange(10**6)}", "parent": str(n), "website": site, **shared} for _ in range(3)
        ]
    return rows


def claims(rows: Sequence[dict[str, str | None]]) -> list[Claim]:
    made = []
    for n, row in enumerate(rows):
        virtual: dict[str, Value] = {part: row[part] for part in ("phone", "website") if row.get(part)}
        postal: dict[str, Value] = {part: row[part] for part in ("district", "postcode") if row.get(part)}
        values: dict[str, Value] = {"name": row["name"], "virtual_address": virtual, "postal_address": postal}
        values |= {part: row[part] for part in ("parent", "production_unit") if row.get(part)}
        made.append(Claim("unit", f"{9000000 + n}1000016000", frozenset(values), [Piece(20200101, OPEN, values)]))
    return made


def spoilt(column: str, spoil: Spoil, rows: list[dict[str, str | None]] | None = None) -> list[Claim]:
    rows = rows or clinics()
    for row, cell in zip(rows, spoil([row[column] for row in rows]), strict=True):
        row[column] = cell
    return claims(rows)


def found(given: list[Claim], *, is_table: bool = True) -> list[MovedColumn]:
    rows = RowsStated()
    assert [*rows.note_claims(given)] == given
    return moved_columns(rows, is_table=is_table)


def down(column: Column) -> Column:
    return [column[-1], *column[:-1]]


def up(column: Column) -> Column:
    return [*column[1:], column[0]]


def test_columns_that_stand_where_they_belong_are_told_nothing_of() -> None:
    assert found(claims(clinics())) == found(claims(clinics()), is_table=False) == []


@pytest.mark.parametrize(("spoil", "by"), [(down, 1), (up, -1)])
@pytest.mark.parametrize(
    ("column", "path"), [("phone", "virtual_address.phone"), ("postcode", "postal_address.postcode")]
)
def test_a_column_that_moved_is_named_and_no_other(column: str, path: str, spoil: Spoil, by: int) -> None:
    (one,) = found(spoilt(column, spoil))
    assert (one.path, one.by, one.is_sure) == (path, by, True)
    assert one.rows > 30 > one.against * 4
    assert (one.first, one.last) == ("90000001000016000", "90001191000016000")


def test_what_it_says_names_the_rows_and_what_belongs_there() -> None:
    rows = clinics()
    own, other = rows[3]["phone"], rows[2]["phone"]
    (one,) = found(spoilt("phone", down, rows))
    assert str(one).startswith("phone of the virtual address, from 90000001000016000 to 90001191000016000, looks moved")
    assert " down by one row beside " in str(one)
    assert f"90000031000016000: {other} for {own}" in str(one)


def test_in_xml_elements_move_among_the_units_that_have_them() -> None:
    def among_filled(column: Column) -> Column:
        moved = iter(down([cell for cell in column if cell]))
        return [next(moved) if cell else None for cell in column]

    assert [(one.path, one.by) for one in found(spoilt("website", among_filled, clinics(80)), is_table=False)] == [
        ("virtual_address.website", 1)
    ]


def test_a_stretch_that_moved_is_told_with_its_ends() -> None:
    def stretch(column: Column) -> Column:
        return [*column[:30], column[29], *column[30:59], *column[60:]]

    (one,) = found(spoilt("postcode", stretch))
    assert (one.path, one.by, one.is_sure) == ("postal_address.postcode", 1, False)
    assert "90000301000016000" <= one.first < one.last <= "90000601000016000"


@pytest.mark.parametrize("by", [3, 12, -24])
def test_a_block_from_elsewhere_is_told_with_what_it_does_not_belong_to(by: int) -> None:
    """The telephone of another owner beside an owner's web site, in rows whose owner stands elsewhere too."""
    rows = [row | {"website": f"https://www.klinik{n % 40}.example"} for n, row in enumerate(clinics(80))]
    for n, row in enumerate(rows):
        row |= {"phone": f"0142{n % 40:04}", "parent": None, "district": None, "postcode": None}
    assert found(claims(rows)) == []

    def block(column: Column) -> Column:
        return [*column[:90], *column[90 + by : 110 + by], *column[110:]]

    (one,) = found(spoilt("phone", block, rows))
    assert (one.by, one.rows, one.is_sure) == (ELSEWHERE, 20, False)
    assert {one.path, one.beside} == {"virtual_address.phone", "virtual_address.website"}
    assert "from 90000901000016000 to 90001091000016000, does not belong to " in str(one)


def test_numbers_given_along_with_the_codes_tell_that_one_of_the_two_moved() -> None:
    every = (0, 1, 3, 7)
    rows = [
        row | {"production_unit": str(9_000_000_000 + n) if n % 8 in every else None} for n, row in enumerate(clinics())
    ]

    def among_filled(column: Column) -> Column:
        moved = iter(down([cell for cell in column if cell]))
        return [next(moved) if cell else None for cell in column]

    assert found(claims(rows)) == found(claims(rows), is_table=False) == []
    told = found(spoilt("production_unit", among_filled, [*map(dict, rows)]), is_table=False)
    assert [(one.path, one.beside, one.is_sure) for one in told] == [("production_unit", "key", True)]


def test_a_telephone_filled_down_is_told_and_one_that_is_inherited_is_not() -> None:
    rows = [row | {"phone": f"0177{n:04}"} for n, row in enumerate(clinics())]
    assert found(claims(rows)) == []
    filled = found(spoilt("phone", lambda column: [*column[:30], *[column[30]] * 9, *column[39:]], rows))
    assert [(one.path, one.by, one.rows) for one in filled] == [("virtual_address.phone", 0, 8)]
    assert "looks filled down: 8 rows repeat the one above" in str(filled[0])


def test_where_many_share_a_telephone_a_few_more_are_no_news() -> None:
    rows = [row | {"phone": f"0177{n // 15:04}"} for n, row in enumerate(clinics())]
    assert found(claims(rows)) == []


def test_a_file_that_is_not_asked_keeps_no_row() -> None:
    rows = RowsStated(is_asked=False)
    assert len([*rows.note_claims(claims(clinics()))]) == 120
    assert [*rows.tables()] == []


def test_days_of_message_types_are_held_against_those_of_their_numbers() -> None:
    rng = Random(3)
    days = [20200101 + rng.randrange(12) * 100 + rng.randrange(28) for _ in range(30)]
    numbers = [
        Claim("location_number", str(n), frozenset(), [Piece(day, OPEN, {})], [(day, OPEN)])
        for n, day in enumerate(days)
    ]
    rows = [(n, standard) for n in range(30) for standard in ("DIS01", "DIS91", "REF01")]

    def messages(moved: int) -> list[Claim]:
        made = []
        for place, (n, standard) in enumerate(rows):
            day = days[rows[place - moved][0]]
            made.append(Claim("edi", f"{n}/{standard}/1/send", frozenset(), [Piece(day, OPEN, {})], [(day, OPEN)]))
        return made

    assert found([*numbers, *messages(0)]) == []
    told = {(one.kind, one.path, one.by) for one in found([*numbers, *messages(1)])}
    assert ("edi", "status.from", 1) in told
