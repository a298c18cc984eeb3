"""Why something is not found, in words that help: a wrong check digit, a rounded code, another kind of number."""

from sor.core.day import write_day
from sor.core.identifiers import (
    location_number_problem,
    shak_problem,
    sor_code_problem,
    sor_code_repair,
)
from sor.endpoints.http.problem import Problem, Sentence
from sor.reading.before_first import before_first
from sor.reading.mapping import mapping
from sor.reading.snapshot import Snapshot
from sor.register import Register

DANISH = {
    "a SOR code has digits only": "en SOR-kode består kun af cifre",
    "a SOR code is a running number of at most eight digits, then 100001600, then one check digit": (
        "en SOR-kode er et løbenummer, 100001600 og ét kontrolciffer, højst 18 cifre"
    ),
    "its check digit is wrong": "kontrolcifret er forkert",
    "a location number has 13 digits": "et lokationsnummer har 13 cifre",
    "a SHAK code has 4, 6 or 7 characters, the first four of them digits": (
        "en SHAK-kode har 4, 6 eller 7 tegn, hvoraf de fire første er cifre"
    ),
}
"""The identifiers' own clauses in Danish."""

CALLED = {
    "shak": ("en SHAK-kode", "a SHAK code"),
    "provider_identifier": ("et ydernummer", "a ydernummer"),
    "pharmacy_identifier": ("et apoteksnummer", "a pharmacy number"),
    "location_number": ("et lokationsnummer", "a location number"),
    "cvr": ("et CVR-nummer", "a CVR number"),
    "production_unit": ("et P-nummer", "a P-number"),
}


def unknown_unit(register: Register, snapshot: Snapshot, code: str) -> Problem:
    """Why there is no unit with a code at the asked point."""
    wrong = sor_code_problem(code)
    da, en = f"Der er ingen enhed med SOR-koden {code}", f"There is no unit with the SOR code {code}"
    if wrong is not None:
        da, en = f"{da}: {DANISH[wrong]}.", f"{en}: {wrong}."
    elif register.at().unit(code) is not None:
        serial = snapshot.at.known
        da = f"{da}, som registret kendte det ved serienummer {serial}; i dag kendes den."
        en = f"{en} in what the register knew at serial {serial}; it is known today."
    else:
        da, en = f"{da}.", f"{en}."
    source = register.follows()
    if wrong is None and source is not None and source.owner is not None:
        da += f" Registret her er en kopi af ejeren {source.owner}s del alene; {source.url} har resten."
        en += f" This register is a copy of the part of the owner {source.owner} alone; {source.url} has the rest."
    repair = sor_code_repair(code)
    if repair is not None:
        da += f" Har et regneark afrundet den, var den {repair}."
        en += f" If a spreadsheet rounded it, it was {repair}."
    for system in mapping(snapshot, code)["found_as"]:
        da += f" {code} er {CALLED[system][0]}: se /api/v1/map?code={code}."
        en += f" {code} is {CALLED[system][1]}: see /api/v1/map?code={code}."
    return Problem("unknown", Sentence("code", da, en))


def not_alive(snapshot: Snapshot, code: str) -> Problem:
    """A unit that is known but not alive on the day has no place in the tree then."""
    day = write_day(snapshot.at.valid)
    return Problem("unknown", with_first_day(snapshot, Sentence(
        "code", f"Enheden {code} er ikke åben den {day}: den har ingen plads i træet den dag.",
        f"The unit {code} is not open on {day}: it has no place in the tree that day.",
    )))  # fmt: skip


def unknown_shak(snapshot: Snapshot, code: str) -> Problem:
    """Why there is no SHAK code on a day."""
    return _unknown("SHAK-koden", "SHAK code", code, shak_problem(code), snapshot)


def unknown_location_number(snapshot: Snapshot, number: str) -> Problem:
    """Why there is no location number on a day."""
    return _unknown("lokationsnummeret", "location number", number, location_number_problem(number), snapshot)


def unknown_list(snapshot: Snapshot, name: str) -> Problem:
    """Which lists there are instead."""
    known = ", ".join(snapshot.codes.lists())
    return Problem("unknown", Sentence(
        "list", f"Der er ingen kodeliste {name}. Registret har: {known}.",
        f"There is no code list {name}. The register has: {known}.",
    ))  # fmt: skip


def unknown_entry(serial: int, head: int) -> Problem:
    """A serial that the log has not reached."""
    return Problem("unknown", Sentence(
        "serial", f"Loggen har intet serienummer {serial}; det sidste er {head}.",
        f"The log has no serial {serial}; the last one is {head}.",
    ))  # fmt: skip


def _unknown(da: str, en: str, value: str, wrong: str | None, snapshot: Snapshot) -> Problem:
    day = write_day(snapshot.at.valid)
    danish = f"Der er intet om {da} {value} den {day}" + (f": {DANISH[wrong]}." if wrong else ".")
    english = f"There is nothing about the {en} {value} on {day}" + (f": {wrong}." if wrong else ".")
    return Problem("unknown", with_first_day(snapshot, Sentence("code", danish, english)))


def with_first_day(snapshot: Snapshot, said: Sentence) -> Sentence:
    """A sentence, and that the asked day lies before the register's first when it does."""
    told = before_first(snapshot)
    return said if told is None else said._replace(da=f"{said.da} {told.da}", en=f"{said.en} {told.en}")
