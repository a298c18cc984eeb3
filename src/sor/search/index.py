"""The name index: documents in, ranked units out."""

from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from sor.core.utm import Point
from sor.search.facets import Counts, FoundPlace, count_hits, distances, places
from sor.search.question import answers, lacking, read, reasons, units_named
from sor.search.ranking import best_first, find_units, nearest_first
from sor.search.starting import starting_point
from sor.search.table import Document, Flags, Label, NumberedCodes, Numbers, Table
from sor.search.trees import members, one_of_each, trees
from sor.search.view import SearchView, view
from sor.search.widening import widen_answers

Wanted = str | Collection[str] | None
"""A filter: one code, or several of which one must hold, or none."""

MOST_PLACES = 200
"""How many of the units found are told with their places."""

_VIEWS_KEPT = 8
_FURTHEST = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit found."""

    key: str
    """SOR code."""
    score: float
    """1 = exactly what was typed, towards 0 = hardly. 0 in a listing."""
    why: tuple[str, ...]
    """What was recognised: name, type, speciality, town, postcode, municipality, street, region, parent, institution,
    owner, identifier (a number, telephone, web site), code (the SOR code's beginning)."""
    metres: int | None = None
    """How far it lies from where it was asked for; None when that was not asked, or nobody knows where it lies."""
    together: tuple[str, ...] = ()
    """SOR codes of the units that are one hit with it, itself among them, from the top down; see ``trees``."""


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of what was found, best first, and how many were found in all."""

    page: list[Hit]
    total: int
    not_found: tuple[str, ...] = ()
    """Words of the question that are found nowhere about the best of them, as they were typed."""
    counts: Counts = field(default_factory=dict)
    """If asked for: how many of all that were found there are of each code."""
    places: tuple[FoundPlace, ...] = ()
    """If asked for: where the best of them are visited, MOST_PLACES at most."""


class NameIndex:
    """Finds units by name, town, owner or number as of any day and serial; forgives what people mistype.

    Searches and changes may come from several threads; they wait for each other.
    """

    def __init__(self, documents: Iterable[Document], labels: Iterable[Label] = ()) -> None:
        self._table = Table()
        self._views: OrderedDict[int, SearchView] = OrderedDict()
        self._lock = Lock()
        for document in documents:
            self._table.append(document)
        self._table.label(labels)
        self._table.refresh()
        self._is_fresh = True

    def replace(self, key: str, documents: Iterable[Document]) -> None:
        """From now on the unit's documents are these, and no others. All must carry `key`."""
        taken = list(documents)
        strangers = {document.key for document in taken} - {key}
        if strangers:
            raise ValueError(f"documents of {key} carry other keys: {', '.join(sorted(strangers))}")
        with self._lock:
            self._table.withdraw(key)
            for document in taken:
                self._table.append(document)
            self._is_fresh = False

    def label(self, labels: Iterable[Label]) -> None:
        """From now on codes are called so, and nothing else."""
        with self._lock:
            self._table.label(labels)
            self._is_fresh = False

    def search(
        self,
        text: str,
        *,
        valid: int,
        known: int,
        limit: int = 20,
        offset: int = 0,
        type: Wanted = None,
        region: Wanted = None,
        municipality: Wanted = None,
        speciality: Wanted = None,
        level: Wanted = None,
        owner: Wanted = None,
        open: bool | None = True,
        among: Collection[str] | None = None,
        near: Point | None = None,
        counting: bool = False,
        together: bool = False,
    ) -> Hits:
        """The units that answer `text` best, of those that pass the filters on day `valid` as known at serial `known`.

        Region, municipality and town may be inherited; `owner` is the SOR code of the topmost unit.
        `open`: True = units that exist on the day; False = those that do not but once did or will,
        as they last (or first) were; None = both. among: only units of these SOR codes. near: the nearest first.
        counting: with the counts and places of all that were found. together: the units of a small tree of one name are
        one hit. Without text: a listing in Danish name order.
        """
        with self._lock:
            self._freshen()
            table, at = self._table, self._view(valid, known)
            filters = {"type": type, "region": region, "municipality": municipality, "level": level}
            passed = _passing(table, at, filters, speciality, owner, open) & _among(table, at, among)
            question = read(text, table.texts)
            if not question:
                return _listing(table, at, passed, limit, offset, near, counting, together)
            exact, begun = (units[passed[units]] for units in units_named(text, table, at))
            scored = answers(question, table, at)
            scored = widen_answers(question, scored, passed, table, at) or scored
            found = find_units(scored, passed)
            found = found[~np.isin(found, np.concatenate([exact, begun]))]
            tree_of = trees(table, at) if together else None
            counted_units = np.concatenate([exact, begun, found])
            if tree_of is not None:
                worth = np.rint(scored.covered * 1_000).astype(np.int64) + 10_000 * scored.told
                exact = one_of_each(exact, worth[exact], tree_of, table, at)
                found = one_of_each(found, worth[found], tree_of, table, at)
                found = found[~np.isin(tree_of[found], tree_of[exact])]
            everything = np.concatenate([exact, begun, found])
            if near is not None:
                ranked = nearest_first(scored, everything, distances(everything, near, at), at, offset + limit)
            else:
                ranked = best_first(question, scored, found, exact, begun, table, at, offset + limit)
            page = [
                _hit(table, at, unit, score, why or reasons(question, table, at, unit), near, tree_of)
                for unit, score, why in ranked.first[offset:]
            ]
            missed = next((one.unit for one in ranked.first if not one.why), None)
            not_found = () if missed is None or len(page) == 0 else lacking(question, table, at, missed)
            return Hits(
                page, ranked.total, not_found, *_counting(everything, counted_units, tree_of, table, at, counting)
            )

    def where(self, place: str, *, valid: int, known: int) -> Point | None:
        """Where a place lies that is named by a SOR code, town, postcode or municipality; None when nobody knows."""
        with self._lock:
            self._freshen()
            return starting_point(place, self._table, self._view(valid, known))

    def open_on(self, days: Iterable[int], *, known: int) -> list[int]:
        """How many units there are on each of the days, as known at a serial."""
        with self._lock:
            self._freshen()
            table = self._table
            rows = table.kept & (table["known_from"] <= known) & (known < table["known_to"])
            begins, ends = table["valid_from"][rows], table["valid_to"][rows]
            return [int(((begins <= day) & (day < ends)).sum()) for day in days]

    def _freshen(self) -> None:
        if not self._is_fresh:
            self._table.refresh()
            self._views.clear()
            self._is_fresh = True

    def _view(self, valid: int, known: int) -> SearchView:
        for number, kept in self._views.items():
            if kept.span.covers(valid, known):
                self._views.move_to_end(number)
                return kept
        made = view(self._table, valid, known)
        self._views[id(made)] = made
        if len(self._views) > _VIEWS_KEPT:
            self._views.popitem(last=False)
        return made


def _passing(
    table: Table, at: SearchView, filters: dict[str, Wanted], speciality: Wanted, owner: Wanted, open: bool | None
) -> Flags:
    """By unit, whether it passes all filters."""
    passed = np.ones(len(at.keys), np.bool_) if open is None else at.is_open == open
    columns: dict[str, tuple[NumberedCodes, Numbers]] = {
        "type": (table.types, table["type"][at.rows]),
        "region": (table.regions, at.region),
        "municipality": (table.municipalities, at.municipality),
        "level": (table.levels, table["level"][at.rows]),
    }
    for name, wanted in filters.items():
        if wanted is not None:
            codes, numbers = columns[name]
            passed = passed & codes.flag_chosen(several(wanted))[numbers]
    if speciality is not None:
        passed = passed & table.rows_with_speciality(several(speciality))[at.rows]
    if owner is not None:
        owners = [number for key in several(owner) if (number := table.key_number(key)) is not None]
        passed = passed & np.isin(at.owner, owners)
    return passed


def _among(table: Table, at: SearchView, codes: Collection[str] | None) -> Flags:
    """By unit, whether it is one of some; all are when none are named."""
    if codes is None:
        return np.ones(len(at.keys), np.bool_)
    return np.isin(at.keys, [number for key in codes if (number := table.key_number(key)) is not None])


def several(wanted: str | Collection[str]) -> Collection[str]:
    """What is wanted of a filter, as several."""
    return (wanted,) if isinstance(wanted, str) else wanted


def _listing(
    table: Table,
    at: SearchView,
    passed: Flags,
    limit: int,
    offset: int,
    near: Point | None,
    counting: bool,
    together: bool,
) -> Hits:
    units = np.flatnonzero(passed)
    tree_of = trees(table, at) if together else None
    passing = units
    if tree_of is not None:
        units = one_of_each(units, np.zeros(len(units), np.int64), tree_of, table, at)
    far = distances(units, near, at) if near is not None else np.zeros(len(units), np.int64)
    ordered = units[np.lexsort((at.order[units], far))]
    page = [_hit(table, at, unit, 0.0, (), near, tree_of) for unit in ordered[offset : offset + limit].tolist()]
    return Hits(page, len(units), (), *_counting(ordered, passing, tree_of, table, at, counting))


def _hit(
    table: Table, at: SearchView, unit: int, score: float, why: tuple[str, ...], near: Point | None,
    tree_of: Numbers | None,
) -> Hit:  # fmt: skip
    metres = None if near is None else int(distances(np.array([unit]), near, at)[0])
    together = () if tree_of is None else members(unit, tree_of, table, at)
    return Hit(
        table.keys[at.keys[unit]], score, why, metres if metres is None or metres < _FURTHEST else None, together
    )


def _counting(
    hits: Numbers, units: Numbers, tree_of: Numbers | None, table: Table, at: SearchView, counting: bool
) -> tuple[Counts, tuple[FoundPlace, ...]]:  # fmt: skip
    """hits: the units that stand for all that were found, in order. units: all that were found."""
    if not counting:
        return {}, ()
    groups = np.arange(len(at.rows)) if tree_of is None else tree_of
    return count_hits(units, groups, table, at), places(hits, table, at, MOST_PLACES)
