"""The real municipalities with their towns, and addresses in them that hang together."""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from random import Random
from typing import NamedTuple
from zlib import crc32

from sor.core.shapes import Fields
from sor.sample import names, numbers


class Town(NamedTuple):
    """A postcode and its town, as far as they lie in one municipality, around a point of it.

    east, north, radius: metres (ETRS89 / UTM 32); the whole circle lies in the municipality.
    """

    postcode: str
    district: str
    municipality: str
    region: str
    east: int
    north: int
    radius: int


class Municipality(NamedTuple):
    """One of the 98 municipalities."""

    code: str
    name: str
    addressing_name: str
    region: str
    towns: tuple[Town, ...]


@cache
def municipalities() -> tuple[Municipality, ...]:
    """All 98, in the order of their codes."""
    return tuple(_municipality(row) for row in _rows())


def _municipality(row: dict[str, str]) -> Municipality:
    circles = _circles(row)
    towns = []
    for entry in row["towns"].split("|"):
        postcode, _, district = entry.partition(" ")
        east, north, radius = circles[crc32(district.encode()) % len(circles)]
        towns.append(Town(postcode, district, row["municipality"], row["region"], east, north, radius))
    return Municipality(row["municipality"], row["name"], row["addressing_name"], row["region"], tuple(towns))


@cache
def outlines() -> Mapping[str, tuple[tuple[int, int, int], ...]]:
    """By municipality the circles that lie inside it: east, north, radius in metres (ETRS89 / UTM 32)."""
    return {row["municipality"]: _circles(row) for row in _rows()}


def _circles(row: dict[str, str]) -> tuple[tuple[int, int, int], ...]:
    found = (tuple(map(int, circle.split())) for circle in row["circles"].split("|"))
    return tuple((east, north, radius) for east, north, radius in found)


def _rows() -> Iterator[dict[str, str]]:
    text = (files("sor.sample") / "data" / "places.csv").read_text("utf-8")
    return iter(csv.DictReader(text.splitlines()))


@cache
def towns(region: str | None = None) -> tuple[Town, ...]:
    """The towns of a region, or of the whole country."""
    return tuple(town for m in municipalities() if region in (None, m.region) for town in m.towns)


@cache
def towns_of(municipality: str) -> tuple[Town, ...]:
    """The towns of one municipality."""
    return next(found.towns for found in municipalities() if found.code == municipality)


@cache
def town(postcode: str) -> Town:
    """The town of a postcode, in the first municipality that has it. Raises StopIteration for one that none has."""
    return next(found for found in towns() if found.postcode == postcode)


def address(rng: Random, town: Town) -> Fields:
    """A new address in a town, in the shape of an address field; street codes belong to street and municipality."""
    street = names.street(rng)
    east, north = 2 * rng.random() - 1, 2 * rng.random() - 1
    found: Fields = {
        "street": street,
        "building": f"{1 + int(rng.random() ** 2 * 180)}{'ABC'[int(rng.random() * 3)] if rng.random() < 0.15 else ''}",
        "postcode": town.postcode,
        "district": town.district,
        "municipality": town.municipality,
        "street_code": f"{crc32(f'{town.municipality}{street}'.encode()) % 9000 + 100:04d}",
        "country": "DK",
        "east": round(town.east + 0.6 * east * town.radius, 2),
        "north": round(town.north + 0.6 * north * town.radius, 2),
    }
    if rng.random() < 0.25:
        found["floor"] = rng.choice(("st", "1", "2", "3"))
        found["suite"] = rng.choice(("tv", "th", "mf"))
    return found


def house_address(rng: Random, town: Town) -> Fields:
    """A new address of whole houses, such as a hospital's: without floor and door."""
    return {part: value for part, value in address(rng, town).items() if part not in ("floor", "suite")}


def virtual_address(rng: Random, name: str, *, full: bool = True) -> dict[str, str]:
    """Telephone, and if full also e-mail and perhaps a web site, of a unit with that name."""
    found = {"phone": numbers.phone(int(rng.random() * 1_000_000))}
    if full:
        domain = names.domain(name)
        found["email"] = f"{rng.choice(('kontakt', 'post', 'info', 'mail'))}@{domain}"
        if rng.random() < 0.6:
            found["website"] = f"https://www.{domain}"
    return found
