"""Invented Danish names of people, streets and places. Any likeness with somebody is chance: surnames are made up."""

import re
from random import Random

FIRST_NAMES = """Agnes Aksel Alberte Anders Anne Anton Astrid Bent Birgit Bodil Camilla Carl Cecilie Christian Clara
Dorte Ebbe Elin Emil Erik Esther Eva Finn Frederik Gerda Grethe Gustav Hanne Helle Henrik Ida Inger Ivan Jakob Jens
Johanne Jonas Karen Kasper Kirsten Knud Lars Laura Lene Lise Lone Mads Malene Marie Martin Mathilde Mette Mikkel
Nanna Niels Nina Ole Oskar Pernille Peter Rasmus Rikke Sanne Sara Signe Simon Sofie Stine Svend Thea Thomas Tove
Ulla Vera Viggo Vilhelm""".split()

_SURNAME_HEADS = """Aske Bavne Bølge Dugge Elle Enebær Fasan Fjeld Gejse Glente Havre Hedelyng Hjorte Humle Isfugl
Kaste Klokke Lavend Lindor Mejse Mørke Natter Odder Pilevang Rimfrost Rugager Silke Snerle Solbær Stille Sommer
Tårn Timian Tjørne Ulve Vibe Vindel Vinter""".split()
_SURNAME_TAILS = "bjerg borg brink dahl fjord gren haven høj krog løkke mark næs rød strand tofte vig ås".split()

_STREET_HEADS = """Birke Bøge Ege Elme Fjord Gran Hassel Have Hav Hede Jernbane Kirke Klint Krog Lærke Linde Lyng
Mose Mølle Nørre Parallel Pile Rugmarks Skole Skov Sol Stations Strand Svane Sønder Torve Vester Vibe Ø Øster
Åkande""".split()
_STREET_TAILS = "alle gade vej vænget stræde bakken parken engen".split()

_PLACE_HEADS = """Ahorn Anemone Birke Blomster Bæk Dal Due Ege Eng Fjord Fugle Grøn Hassel Have Hede Hvede Hyben
Kastanje Klint Kløver Kornblomst Lyng Linde Lærke Måge Mose Møllebæk Nordly Pile Ravn Ros Rugager Røn Siv Skov Sol
Stjerne Strand Svale Tjørne Valmue Viben Vinkel Æble Østerå Åkande""".split()
_PLACE_TAILS = "bo bækken engen gården glimt haven hjørnet huset høj krogen lunden lyst marken parken sund toft".split()

_QUARTERS = "Nord Syd Øst Vest Midt Centrum".split()

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e"})
_NOT_IN_DOMAINS = re.compile("[^a-z0-9]+")


def person(rng: Random) -> str:
    """A first name and a surname."""
    return f"{rng.choice(FIRST_NAMES)} {surname(rng)}"


def surname(rng: Random) -> str:
    """A surname nobody is known to bear."""
    return rng.choice(_SURNAME_HEADS) + rng.choice(_SURNAME_TAILS)


def street(rng: Random) -> str:
    """A street."""
    return rng.choice(_STREET_HEADS) + rng.choice(_STREET_TAILS)


def place(rng: Random) -> str:
    """What a house or a neighbourhood may be called."""
    return rng.choice(_PLACE_HEADS) + rng.choice(_PLACE_TAILS)


def quarter(rng: Random) -> str:
    """A part of a town."""
    return rng.choice(_QUARTERS)


def domain(name: str) -> str:
    """A domain made of a name's first two words, below ``.example``, which belongs to nobody (RFC 2606)."""
    words = [_NOT_IN_DOMAINS.sub("", word) for word in name.lower().translate(_LETTERS).split()]
    return "-".join([word for word in words if word][:2]) + ".example"
