"""What a file states for the first time has nothing known to be compared with: a column under another's name is told by
the file itself, whether it is the first of all or a field's first.
"""

import pytest

from sor.formats.delivery import BadFile
from sor.register import Register
from tests.faults.editing import cells_moved
from tests.faults.full_table import Rows, full_table, sources, under, without
from tests.faults.written import FIRST, NEXT, Written, differences, table_of
from tests.quick_part import few, few_of_several
from tests.soaking import in_portions

NEEDED = ("SOR-kode", "SOR-type", "Enhedsnavn", "Gaeldende_fra_dato")

SAME_SORT = [
    {"Gaeldende_fra_dato", "Sidst_aendret_dato"},
    {"Telefon", "Fax"},
    {"P_Postnummer", "B_Postnummer", "A_Postnummer"},
    {"P_By", "B_By", "A_By"},
    {"Postadresse", "Besoegsadresse", "Aktivitetsadresse"},
    {"P_KK", "B_KK", "A_KK"},
    {"Region", "P_Region", "B_Region", "A_Region"},
    {"P_VK", "B_VK", "A_VK"},
    {"P_X", "B_X", "A_X"},
    {"P_Y", "B_Y", "A_Y"},
    {"Hovedspeciale", *(f"Speciale{n}" for n in range(2, 9))},
    {"Systemleverandoer", "Netoperatoer"},
]
"""Columns whose values look alike, so that nobody can tell from them where they belong."""

NO_NUMBERS = "without the numbers themselves nothing is said of them"

UNTOLD: dict[str, dict[str, str]] = {
    "SghAfd-kode": {"Geografisk_lokalisation": "SHAK codes have four, six or seven characters"},
    "Region": {"Lokationsnummer": NO_NUMBERS},
    **{
        name: {"Lokationsnummer": NO_NUMBERS, "Institutionsejer": "names of systems and firms are on no public list"}
        for name in ("EDB-system", "Systemleverandoer", "Netoperatoer")
    },
}
"""Other pairs, the column in which the values stand first, with the reason why a first file cannot tell."""

NOT_READ = {
    "Institutionsejer": "repeats what Parent-SOR-kode says",
    "Sundhedsinstitution": "repeats what Parent-SOR-kode says",
    "Lokationsnummerstatus": "its words are not public as a whole; others are told in a note and say nothing",
}
"""Columns whose cells are no values of a field."""


OF_NUMBERS = ("Region", "EDB-system", "Systemleverandoer", "Netoperatoer")
UNTOLD_LATER: dict[str, dict[str, str]] = {
    **{f"{letter}_Region": {f"{letter}_KK": "a region is not stored beside its municipality"} for letter in "PBA"},
    "CVR": {"Fax": "eight digits may be the number of an owner that the file does not hold; none is stored"},
    **{f"{letter}_X": {"Ydernummer": "six digits are a place, as far as one coordinate tells"} for letter in "PBA"},
}
"""Pairs that a later file cannot tell though a first one does, with the reason. Of numbers (``OF_NUMBERS``) few rows of
this table speak: too few change, or by names that are on no public list.
"""


def cannot_be_told(target: str, source: str) -> bool:
    is_alike = any(target in alike and source in alike for alike in SAME_SORT)
    return is_alike or source in UNTOLD.get(target, {}) or target in NOT_READ


@pytest.fixture(scope="module")
def table(small: Written) -> Rows:
    return full_table(small)


def loads(small: Written, register: Register, rows: Rows, day: int, column: str) -> bool:
    """Whether a file is loaded with the values of a column."""
    try:
        report = small.load(register, "sor-csv", table_of(rows), day, dry_run=True)
    except BadFile:
        return False
    return sum(cell["column"] == column for cell in report.cells) * 2 < len(rows)


PAIRS = [
    ("P-nummer", "Telefon"), ("Ydernummer", "Lokalkode"), ("Enhedstype", "P_By"), ("SghAfd-kode", "P_Postnummer"),
    ("CVR", "Telefon"), ("Lokalkode", "E-mail"), ("Telefon", "P-nummer"), ("Postadresse", "Sundhedsinstitution"),
    ("EDB-system", "P_By"), ("Region", "P_KK"), ("Speciale3", "SghAfd-kode"), ("Apoteksnummer", "P_VK"),
    ("Postadresse", "Geografisk_lokalisation"), ("CVR", "Sundhedsinstitution"), ("CVR", "P-nummer"),
]  # fmt: skip
"""Of the sweep those that were stored once without a word."""


@pytest.mark.parametrize(("target", "source"), few_of_several(PAIRS, every=8))
def test_a_column_under_another_name_in_a_first_file_is_refused(
    target: str, source: str, small: Written, table: Rows
) -> None:
    assert not loads(small, small.empty(), under(table, target, source, same_rows=False), FIRST, target)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("target", "source"), few_of_several([pair for pair in PAIRS if pair[0] != "Telefon"], every=4)
)
def test_so_it_is_in_a_later_file_that_states_the_field_first(
    target: str, source: str, small: Written, table: Rows
) -> None:
    register = small.empty()
    small.load(register, "sor-csv", table_of(without(table, target)), FIRST)
    assert not loads(small, register, under(table, target, source, same_rows=True), NEXT, target)


@pytest.mark.slow
def test_it_is_told_with_figures_and_examples_and_forced_by_name(small: Written, table: Rows) -> None:
    register = small.empty()
    small.load(register, "sor-csv", table_of(without(table, "P-nummer")), FIRST)
    wrong = table_of(under(table, "P-nummer", "Telefon", same_rows=True))
    with pytest.raises(BadFile, match=r"values of production unit that do not look like it: 90 of 90 \(\d+: \d{8}; "):
        small.load(register, "sor-csv", wrong, NEXT, dry_run=True)
    with pytest.raises(BadFile, match=r"units that break rule I7 about production unit: 90 of 90"):
        small.load(register, "sor-csv", wrong, NEXT, dry_run=True, max_changed=1000)
    report = small.load(register, "sor-csv", wrong, NEXT, dry_run=True, force=True)
    assert [note for note in report.notes if note.startswith("--force overrode: Columns seem to hold")]


@pytest.mark.slow
def test_what_is_known_elsewhere_in_the_register_tells_a_renamed_column(small: Written, table: Rows) -> None:
    register = small.empty()
    small.load(register, "sor-csv", table_of(without(table, "Fax")), FIRST)
    with pytest.raises(BadFile, match=r"values of fax of the virtual address that are the phone of the virtual addr"):
        small.load(register, "sor-csv", table_of(under(table, "Fax", "Telefon", same_rows=True)), NEXT, dry_run=True)


@pytest.mark.slow
def test_nine_are_loaded(small: Written, table: Rows) -> None:
    """As many as may always change."""
    header, *rows = without(table, "Lokalkode")
    codes = [row[table[0].index("Lokalkode")] for row in table[1:]]
    register = small.empty()
    small.load(register, "sor-csv", table_of([header, *rows]), FIRST)
    wrong = [[*row, "post@klinik.example" if n < 9 else ""] for n, row in enumerate(rows)]
    assert any(codes)
    assert loads(small, register, [[*header, "Lokalkode"], *wrong], NEXT, "Lokalkode")


@pytest.mark.slow
def test_the_right_first_appearance_of_every_column_at_once_is_loaded(small: Written, table: Rows) -> None:
    register = small.empty()
    small.load(register, "sor-csv", table_of(without(table, *set(table[0]) - {*NEEDED, "Parent-SOR-kode"})), FIRST)
    report = small.load(register, "sor-csv", table_of(table), NEXT)
    assert differences(report)["main"] == {"changed": 90}


@pytest.mark.slow
def test_of_words_for_activity_that_are_not_known_is_told(small: Written, table: Rows) -> None:
    wrong = table_of(under(table, "Lokationsnummerstatus", "P_By", same_rows=True))
    report = small.load(small.empty(), "sor-csv", wrong, FIRST, dry_run=True)
    assert any(
        note.startswith("Lokationsnummerstatus says nothing by words that are not known: '") for note in report.notes
    )


def is_refused(small: Written, name: str, by: int) -> bool:
    moved = cells_moved(name, by)(small.bytes_of("sor-csv"))
    try:
        small.load(small.empty(), "sor-csv", moved, FIRST, dry_run=True)
    except BadFile:
        return True
    return False


@pytest.mark.parametrize(("name", "by"), few_of_several([("Ydernummer", 1), ("P_By", -1)], every=2))
def test_cells_that_moved_by_a_place_in_every_row_are_refused(name: str, by: int, small: Written) -> None:
    assert is_refused(small, name, by)


@pytest.mark.soak
def test_wherever_they_moved(small: Written, table: Rows) -> None:
    """But for P-numbers that become the CVR numbers of units that may have none: nothing of them is read."""
    cases = [(name, by) for name in table[0][:-1] for by in (1, -1) if (name, by) != ("CVR", -1)]
    for name, by in in_portions("cells-moved", cases):
        assert is_refused(small, name, by), f"cells from {name} on moved by {by}"


@pytest.mark.parametrize("name", few(["Postadresse", "Besoegsadresse", "Aktivitetsadresse"], every=3))
def test_streets_that_a_file_brings_first_are_loaded(name: str, small: Written, table: Rows) -> None:
    """Without its street a unit's address may be told from none above it; that it was its own takes nothing away."""
    register = small.empty()
    small.load(register, "sor-csv", table_of(without(table, name)), FIRST)
    small.load(register, "sor-csv", table_of(table), NEXT)


@pytest.mark.soak
def test_the_right_first_appearance_of_each_column_is_loaded(small: Written, table: Rows) -> None:
    for name in in_portions("first-appearance", sorted(set(table[0]) - {*NEEDED, "Telefon"})):
        register = small.empty()
        small.load(register, "sor-csv", table_of(without(table, name)), FIRST)
        small.load(register, "sor-csv", table_of(table), NEXT)


@pytest.mark.soak
def test_every_column_under_every_other_name_is_refused_or_listed(small: Written, table: Rows) -> None:
    register = small.empty()
    pairs = [(target, source) for target in table[0] for source in sources(table) if source != target]
    for target, source in in_portions("column-for-column", pairs, name=" under ".join):
        loaded = loads(small, register, under(table, target, source, same_rows=False), FIRST, target)
        assert not loaded or cannot_be_told(target, source), f"{source} was loaded as {target}"
        assert loaded or source not in UNTOLD.get(target, {}), f"{source} as {target} is told: strike it off the list"


@pytest.mark.soak
def test_so_it_is_for_a_field_s_first_file(small: Written, table: Rows) -> None:
    targets = [name for name in table[0] if name not in (*NEEDED, *OF_NUMBERS, "Telefon")]  # fax alone: no first file
    for target in in_portions("column-for-column-later", targets):
        register = small.empty()
        small.load(register, "sor-csv", table_of(without(table, target)), FIRST)
        for source in sources(table):
            if source not in (target, *NEEDED) and not cannot_be_told(target, source):
                loaded = loads(small, register, under(table, target, source, same_rows=True), NEXT, target)
                known = source in UNTOLD_LATER.get(target, {})
                assert not loaded or known, f"{source} was loaded as {target}"
