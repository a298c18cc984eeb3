"""A small ``sor.csv`` in which every column that a whole-column accident can meet holds at least ten right values, and
each address is a unit's own.
"""

from tests.faults.written import Written, cells_of

LEAST = 10
SYSTEMS = ("EPJ Øst", "Novax Klinik", "XMO", "Clinea", "EasyClin")
SUPPLIERS = ("CompuGroup Medical", "EG Healthcare", "Novax", "Cito Data", "Systematic")

Rows = list[list[str]]


def full_table(small: Written) -> Rows:
    """The rows, the header first."""
    header, *rows = cells_of(small.bytes_of("sor-csv"))
    filled = [_filled(n, dict(zip(header, row, strict=True))) for n, row in enumerate(rows)]
    return [header, *([row[name] for name in header] for row in filled)]


def _filled(n: int, row: dict[str, str]) -> dict[str, str]:
    for further, name in enumerate(("Postadresse", "Besoegsadresse", "Aktivitetsadresse")):
        street = row[name].split(",")[0].rstrip("0123456789ABCDEFGH ")
        row[name] = f"{street} {n * 37 % 199 + further + 1}"  # no series
    row["Telefon"] = f"{20000017 + n * 43791923 % 70000000}"
    row["Fax"] = f"{30000019 + n * 37791929 % 60000000}" if n % 3 == 0 else ""
    if row["SghAfd-kode"] and row["SOR-type"] == "OE":
        row["Lokalkode"] = f"{'ABCDE'[n % 5]}{('NEU', 'INF', 'KIR')[n % 3]}{n}"
    if row["Lokationsnummer"]:
        number = int(row["Lokationsnummer"])
        row["EDB-system"] = SYSTEMS[number % len(SYSTEMS)]
        row["Systemleverandoer"] = SUPPLIERS[number // 7 % len(SUPPLIERS)]
    if row["Hovedspeciale"]:
        row["Speciale2"] = "akutmedicin" if row["Hovedspeciale"] == "pædiatri" else "pædiatri"
    return row


def sources(rows: Rows) -> list[str]:
    """The columns that hold enough values to be noticed elsewhere."""
    return [name for place, name in enumerate(rows[0]) if sum(bool(row[place]) for row in rows[1:]) >= LEAST]


def without(rows: Rows, *names: str) -> Rows:
    """The rows without some columns."""
    places = [place for place, name in enumerate(rows[0]) if name not in names]
    return [[row[place] for place in places] for row in rows]


def under(rows: Rows, target: str, source: str, *, same_rows: bool) -> Rows:
    """The rows with the cells of one column under the name of another, which is lost. same_rows: each cell where it
    stood; else the filled ones of them over and over, so that every row has one.
    """
    at, of = rows[0].index(target), rows[0].index(source)
    filled = [row[of] for row in rows[1:] if row[of]]
    moved = [
        [*row[:at], row[of] if same_rows else filled[n % len(filled)], *row[at + 1 :]] for n, row in enumerate(rows[1:])
    ]
    return without([rows[0], *moved], source)
