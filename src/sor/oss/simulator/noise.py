"""How the same unit is written in two systems: what people do to names, addresses and telephone numbers."""

import re
from random import Random

from sor.oss.simulator.known_units import KnownAddress

SHORTER = (
    ("Afdeling", "Afd."), ("Plejecenter", "Plejectr."), ("Plejecenter", "PC"), ("Sundhedscenter", "Sundhedsctr."),
    ("Hjemmesygeplejen", "Hj.sygeplejen"), ("Gammel", "Gl."), ("Genoptræningen", "Genoptræning"), ("Sankt", "Skt."),
    ("Hjemmeplejen", "Hjemmepleje"), ("Tandklinikken", "Tandklinik"), ("Sundhedsplejen", "Sundhedspleje"),
    ("Sygeplejeklinikken", "Sygeplejeklinik"), ("Plejehjemmet", "Plejehjem"), ("Botilbuddet", "Botilbud"),
    ("Bofællesskabet", "Bofællesskab"), ("Bostedet", "Bosted"), ("Træningscenter", "Træning"), (" og ", " & "),
)  # fmt: skip
LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})
ENDINGS = (" (drift)", " - daghold", ", udkørende", " (døgn)", " kommunal")
NEW_NAMES = (
    "Birkelund", "Solgården", "Lindehaven", "Kløverbakken", "Fjordglimt", "Møllehuset", "Engparken", "Rosenhaven",
    "Toftegården", "Ådalen", "Havblik", "Søndervang", "Kastanjehuset", "Lyngbo", "Egely", "Poppelgården", "Vestervang",
    "Stationshuset", "Kildehaven", "Teglværket", "Elmegården", "Provstegården", "Rønnebo", "Strandlyst", "Bakkebo",
)  # fmt: skip


def written_name(rng: Random, name: str, municipality: str) -> str:
    """A unit's name as another system has it: the same words with a habit or two."""
    habits = (
        as_it_is,
        as_it_is,
        as_it_is,
        shorter,
        shorter,
        turn_name,
        with_municipality,
        misspelt,
        capital,
        plain_letters,
        end_name,
    )
    for _time in range(1 if rng.random() < 0.75 else 2):
        name = rng.choice(habits)(rng, name, municipality)
    return " ".join(name.split())[:200]


def as_it_is(_: Random, name: str, __: str) -> str:
    """Nothing was done to it."""
    return name


def shorter(rng: Random, name: str, _: str) -> str:
    """One word is shortened."""
    fitting = [(long, short) for long, short in SHORTER if long in name]
    if not fitting:
        return name
    long, short = rng.choice(fitting)
    return name.replace(long, short, 1)


def turn_name(_rng: Random, name: str, _municipality: str) -> str:
    """``Hjemmeplejen Nord`` → ``Nord, Hjemmeplejen``."""
    first, _, rest = name.partition(" ")
    return f"{rest}, {first}" if rest and not any(c.isdigit() for c in name) else name


def with_municipality(rng: Random, name: str, municipality: str) -> str:
    """The municipality stands before or after."""
    return f"{name}, {municipality} Kommune" if rng.random() < 0.5 else f"{municipality} Kommune - {name}"


def misspelt(rng: Random, name: str, _: str) -> str:
    """A letter is missing, doubled, or has changed places with the next; digits stay."""
    places = [i for i in range(1, len(name) - 1) if name[i].isalpha() and name[i + 1].isalpha()]
    if not places:
        return name
    i = rng.choice(places)
    return rng.choice(
        (name[:i] + name[i + 1 :], name[:i] + name[i] + name[i:], name[:i] + name[i + 1] + name[i] + name[i + 2 :])
    )


def capital(_: Random, name: str, __: str) -> str:
    """In capitals."""
    return name.upper()


def plain_letters(_: Random, name: str, __: str) -> str:
    """Without æ, ø, å."""
    return name.translate(LETTERS)


def end_name(rng: Random, name: str, _: str) -> str:
    """With something behind it."""
    return name + rng.choice(ENDINGS)


def new_name(rng: Random, name: str) -> str:
    """The name after a renaming: the kind of place stays, and a team's number; the rest is another."""
    kind, _, rest = name.partition(" ")
    number = re.search(r"( (?:team|gruppe|afd\.?|afdeling))? \d+$", rest, re.IGNORECASE)
    return f"{kind if rest else name} {rng.choice(NEW_NAMES)}{number[0] if number else ''}"


def written_address(rng: Random, address: KnownAddress) -> str:
    """An address as another system writes it."""
    text = address.text
    if rng.random() < 0.2:
        text = text.replace("vej ", "v. ", 1).replace("gade ", "g. ", 1)
    if rng.random() < 0.1:
        text = text.translate(LETTERS)
    if rng.random() < 0.1:
        text = re.sub(r", (\d{4}) ", r" \1 ", text)
    return text


def written_phone(rng: Random, phone: str) -> str:
    """A telephone number as another system writes it."""
    digits = re.sub(r"\D", "", phone)[-8:]
    pairs = " ".join(digits[i : i + 2] for i in range(0, 8, 2))
    return rng.choice((digits, digits, pairs, f"+45{digits}", f"+45 {pairs}"))
