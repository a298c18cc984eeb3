"""What speaks for and against two units being one, as numbers: units of FK-ORG down, units of SOR across.

Each piece of evidence is a matrix of points. They are roughly logarithms of odds, chosen on labelled pairs
(``docs/decisions/oss.md`` has the figures): a full agreement of something rare weighs 5, of something common 1.
"""

import re
from collections.abc import Mapping, Sequence
from math import log
from typing import TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from sor.core.shapes import Address
from sor.oss import org_unit
from sor.oss.care_kinds import OF_TYPE, kinds_in, kinds_of
from sor.oss.names import core_words, numbers_in, plain_words, street_words, without_numbers
from sor.oss.org_unit import OrgUnit
from sor.oss.sor_side import SorUnit
from sor.oss.street_text import read_address
from sor.search.text import site_of

Points = NDArray[np.float32]
Labels = NDArray[np.int32]
Label = TypeVar("Label", str, frozenset[str])

CODE, NAME, NUMBER, PLACE, PHONE, MAIL, WEB, PNUMBER, KIND, DATES, TREE, OWNER = (
    "code", "name", "number", "place", "phone", "mail", "web", "pnumber", "kind", "dates", "tree", "owner",
)  # fmt: skip
NAMES = [(0.0, -3.0), (0.35, -3.0), (0.55, -1.5), (0.68, 0.0), (0.8, 2.5), (0.9, 4.5), (1.0, 6.0)]
"""Points for how alike two names are, between 0 and 1."""

STEPS = 200
"""Steps in which the points of names are kept."""

BUCKETS = 512
"""Columns in which the words of names are counted; two words that share one are seldom in two names alike."""

_DIGITS = re.compile(r"\D")


def place_key(address: Address | None) -> str:
    """A street address as it is compared: street, house and postcode."""
    if not address or not address.get("street"):
        return ""
    street, house, postcode = (address.get(part) or "" for part in ("street", "building", "postcode"))
    return f"{street_words(str(street))}|{str(house).upper()}|{postcode}"


def phone_key(text: str) -> str:
    """A telephone number as it is compared: its last eight digits."""
    digits = _DIGITS.sub("", text)
    return digits[-8:] if len(digits) >= 8 else ""


class SorColumns:
    """The units of SOR, made ready once to be compared with any unit of FK-ORG."""

    def __init__(self, units: Sequence[SorUnit], place: str) -> None:
        self.units = units
        self.place = place
        self.columns = {unit.code: n for n, unit in enumerate(units)}
        words = [core_words(unit.name, place) for unit in units]
        self.words, self.plain = [without_numbers(one) for one in words], words
        self.sorted_words = [" ".join(sorted(one.split())) for one in self.words]
        self.numbers = [numbers_in(one) for one in words]
        self.places = [place_key(unit.visiting) for unit in units]
        self.own_place = np.array([unit.has_own_place for unit in units], dtype=bool)
        self.phones = [phone_key(unit.virtual.get("phone", "")) for unit in units]
        self.mails = [unit.virtual.get("email", "").casefold() for unit in units]
        self.webs = [site_of(unit.virtual.get("website", "")) for unit in units]
        self.pnumbers = [unit.production_unit for unit in units]
        self.own_virtual = np.array(["virtual_address" in unit.own for unit in units], dtype=bool)
        self.days = [str(unit.first_from) for unit in units]
        self.kinds = [OF_TYPE.get(unit.type, -1) for unit in units]
        self.kinds_named = [kinds_in(plain_words(unit.name)) for unit in units]
        self.private = np.array([unit.is_private for unit in units], dtype=bool)


def gather(orgs: Sequence[OrgUnit], sor: SorColumns) -> dict[str, Points]:
    """All evidence that does not depend on other links, by its name."""
    if not orgs or not sor.units:
        return {NAME: np.zeros((len(orgs), len(sor.units)), dtype=np.float32)}
    words = [core_words(unit.name, sor.place) for unit in orgs]
    addresses = [place_of(unit) for unit in orgs]
    phones = [phone_key(unit.text(org_unit.PHONE, org_unit.LANDLINE)) for unit in orgs]
    return {
        CODE: _codes([unit.texts(org_unit.SOR_CODE) for unit in orgs], sor),
        NAME: _names([without_numbers(one) for one in words], sor),
        NUMBER: _team_numbers([numbers_in(one) for one in words], sor),
        PLACE: _places(addresses, sor),
        PHONE: _equal(phones, sor.phones, 4.5, -0.5, sor.own_virtual),
        MAIL: _equal([unit.text(org_unit.EMAIL).casefold() for unit in orgs], sor.mails, 3.5, -0.3, sor.own_virtual),
        WEB: _equal([site_of(unit.text(org_unit.WEBSITE)) for unit in orgs], sor.webs, 1.5, 0.0, sor.own_virtual),
        PNUMBER: _equal([unit.text(org_unit.PRODUCTION_UNIT) for unit in orgs], sor.pnumbers, 5.0, -2.0),
        KIND: _kinds([kinds_of(unit) for unit in orgs], sor),
        DATES: _equal([str(unit.since or "") for unit in orgs], sor.days, 1.5, 0.0),
    }


def place_of(unit: OrgUnit) -> str:
    """The street address of a unit of FK-ORG as it is compared: where it is visited, else where its post goes."""
    for role in (org_unit.CONTACT, org_unit.POST, org_unit.PLACE):
        for text in unit.texts(role):
            key = place_key(read_address(text))
            if key:
                return key
    return ""


def _names(words: Sequence[str], sor: SorColumns) -> Points:
    """How alike the names are; of units with one name each gets less, by how many share it."""
    sorted_words = [" ".join(sorted(one.split())) for one in words]
    ordered = process.cdist(sorted_words, sor.sorted_words, scorer=fuzz.ratio, dtype=np.float32, score_cutoff=50) / 100
    alike = np.maximum(ordered, 0.85 * _measure_contained(words, sor.words) - 0.05)
    at, points = zip(*NAMES, strict=True)
    steps = np.interp(np.linspace(0, 1, STEPS + 1), at, points).astype(np.float32)
    found = steps[(alike * STEPS).astype(np.int32)]
    shared = 0.8 * np.log2(_frequencies(sor.plain)).astype(np.float32)
    return np.asarray(np.where(found > 0, np.maximum(found - shared[None, :], found * 0.25), found), np.float32)


def _measure_contained(down: Sequence[str], across: Sequence[str]) -> Points:
    """How much of the shorter name stands in the other, between 0 and 1; rare words count for more."""
    counts: dict[str, int] = {}
    for name in (*down, *across):
        for word in set(name.split()):
            counts[word] = counts.get(word, 0) + 1
    size = len(down) + len(across)

    def table(names: Sequence[str]) -> tuple[Points, Points]:
        found = np.zeros((len(names), BUCKETS), dtype=np.float32)
        for n, name in enumerate(names):
            for word in set(name.split()):
                found[n, crc32(word.encode()) % BUCKETS] = log(1 + size / counts[word]) ** 0.5
        return found, (found * found).sum(axis=1)

    (left, of_left), (right, of_right) = table(down), table(across)
    least = np.minimum(of_left[:, None], of_right[None, :])
    return np.asarray(np.minimum(left @ right.T / np.maximum(least, 0.1), 1.0), np.float32)


def _team_numbers(numbers: Sequence[frozenset[str]], sor: SorColumns) -> Points:
    """Team 1 is not Team 2, and hardly a unit without a number."""
    labels: dict[frozenset[str], int] = {frozenset(): 0}
    down = _label_values(numbers, labels)
    across = _label_values(sor.numbers, labels)
    equal = down[:, None] == across[None, :]
    both = (down[:, None] != 0) & (across[None, :] != 0)
    return np.where(equal, np.where(both, 1.5, 0.0), np.where(both, -5.0, -2.5)).astype(np.float32)


def _places(places: Sequence[str], sor: SorColumns) -> Points:
    """One house; one street in one postcode; elsewhere. An address that many units show tells little, and so does one
    that a unit inherits.
    """
    labels: dict[str, int] = {"": 0}
    down, across = _label_values(places, labels), _label_values(sor.places, labels)
    streets: dict[str, int] = {"": 0}
    street_down = _label_values([_street(one) for one in places], streets)
    street_across = _label_values([_street(one) for one in sor.places], streets)
    known = (down[:, None] != 0) & (across[None, :] != 0)
    shared = np.log2(np.maximum(_frequencies(sor.places), 1)).astype(np.float32)
    equal = np.maximum(3.0 - 0.6 * shared, 0.5)[None, :]
    near = street_down[:, None] == street_across[None, :]
    found = np.where(down[:, None] == across[None, :], equal, np.where(near, 0.5, -1.5))
    found = np.where(sor.own_place[None, :], found, np.where(found > 0, found * 0.4, found * 0.3))
    return np.where(known, found, 0.0).astype(np.float32)


def _street(key: str) -> str:
    street, _, rest = key.partition("|")
    return f"{street}|{rest.rpartition('|')[2]}" if street else ""


def _equal(
    down: Sequence[str], across: Sequence[str], weight: float, against: float, own: NDArray[np.bool_] | None = None
) -> Points:
    """Whether two say the same; what many say tells less, and what a unit inherits hardly anything."""
    labels: dict[str, int] = {"": 0}
    left, right = _label_values(down, labels), _label_values(across, labels)
    known = (left[:, None] != 0) & (right[None, :] != 0)
    shared = np.log2(_frequencies(across)).astype(np.float32)
    points = np.maximum(weight - shared, 0.2)
    differs = np.full(len(across), against, dtype=np.float32)
    if own is not None:
        points = np.where(own, points, points * 0.3)
        differs = np.where(own, differs, 0.0).astype(np.float32)
    found = np.where(left[:, None] == right[None, :], points[None, :], differs[None, :])
    return np.where(known, found, 0.0).astype(np.float32)


def _kinds(down: Sequence[set[int]], sor: SorColumns) -> Points:
    """Whether what a unit is for agrees with SOR's type, or with what the name in SOR tells."""
    size = 1 + max([n for one in down for n in one], default=0)
    size = max(size, 1 + max(sor.kinds, default=0), 1 + max([n for one in sor.kinds_named for n in one], default=0))
    left = np.zeros((len(down), size), dtype=np.float32)
    right = np.zeros((len(sor.units), size), dtype=np.float32)
    for n, kinds in enumerate(down):
        left[n, list(kinds)] = 1
    for n, (kind, named) in enumerate(zip(sor.kinds, sor.kinds_named, strict=True)):
        right[n, list(named | ({kind} if kind >= 0 else set()))] = 1
    agrees = (left @ right.T) > 0
    known = (left.sum(axis=1) > 0)[:, None] & (right.sum(axis=1) > 0)[None, :]
    return np.where(known, np.where(agrees, 1.0, -2.5), 0.0).astype(np.float32)


def _codes(codes: Sequence[Sequence[str]], sor: SorColumns) -> Points:
    """A SOR code that stands on the unit already says which one it is, unless it stands on several."""
    found = np.zeros((len(codes), len(sor.units)), dtype=np.float32)
    bearers: dict[str, int] = {}
    for some in codes:
        for code in some:
            bearers[code] = bearers.get(code, 0) + 1
    for n, some in enumerate(codes):
        known = [code for code in some if code in sor.columns]
        if known:
            found[n, :] = -3.0
        for code in known:
            found[n, sor.columns[code]] = 12.0 if bearers[code] == 1 and len(some) == 1 else 2.0
    return found


def _frequencies(texts: Sequence[str]) -> NDArray[np.int32]:
    counts: dict[str, int] = {}
    for text in texts:
        counts[text] = counts.get(text, 0) + 1
    return np.array([counts[text] if text else 1 for text in texts], dtype=np.int32)


def _label_values(values: Sequence[Label], labels: dict[Label, int]) -> Labels:
    return np.array([labels.setdefault(value, len(labels)) for value in values], dtype=np.int32)


def in_tree(
    orgs: Sequence[OrgUnit], lines: Sequence[Sequence[str]], sor: SorColumns, linked: Mapping[str, str]
) -> Points:
    """Whether a unit stands below what its unit in SOR stands below, by the links that there are or seem to be.

    lines: the units above each, nearest first. linked: SOR codes by UUID.
    """
    found = np.zeros((len(orgs), len(sor.units)), dtype=np.float32)
    if not linked or not orgs:
        return found
    below: dict[str, list[int]] = {}
    children: dict[str, list[int]] = {}
    for n, unit in enumerate(sor.units):
        if unit.parent:
            children.setdefault(unit.parent, []).append(n)
        for above in unit.above:
            below.setdefault(above, []).append(n)
    for n, line in enumerate(lines):
        nearest = next(((far, linked[one]) for far, one in enumerate(line) if one in linked), None)
        if nearest is None:
            continue
        far, code = nearest
        inside = below.get(code, [])
        if not inside:
            continue
        found[n, :] = -0.8 if far == 0 else -0.3
        found[n, inside] = 1.2
        if far == 0:
            found[n, children.get(code, [])] = 2.0
    return found
