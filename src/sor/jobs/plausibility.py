"""Columns that hold another's values, told without a former state: what is stated for the first time is compared with
nothing.

Judged is, field by field, what a file brings: all of a first file, later what differs from what is known of its
subjects. Asked are what a value of the field has to look like, the rules about values, of what sort the values are
(``value_sorts``), and what columns of one file say of each other. A right file breaks none of them in half of its
values; one with a column under another's name, or moved by a row, breaks one in nearly all.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sor.codes.names import CodeNames
from sor.core.canonical import NULL, decode
from sor.core.claim import Claim
from sor.core.finding import NOTE, Finding
from sor.core.shapes import Fields, Value, list_items, parts_of, text_in
from sor.core.subject import STREET_ADDRESSES
from sor.core.timeline import Timeline, runs
from sor.formats.delivery import NOTHING, BadFile, Delivery
from sor.formats.findings import NUMBER_DIFFERS
from sor.jobs.odd import EXAMPLES, FEW, LEAST, MOST_ALIKE, MOST_ELSEWHERE, Odd, many
from sor.jobs.plausible_codes import CodesStated
from sor.jobs.plausible_days import DaysStated
from sor.jobs.plausible_tables import TablesStated
from sor.jobs.plausible_texts import TextsStated
from sor.jobs.value_sorts import ValueSorts, foreign, is_concept
from sor.rules import BOOK
from sor.rules.addresses import FORMS

ORPHAN = ("H2", "unknown parent")
MOST_ORPHANS = 5
"""Per cent of the units of a whole file that may stand below one that it lacks."""

WITH_DOMAIN = re.compile(r"(?:https?://)?(?:www\.(?=[^/:?#]*\.))?(?!www\.)[^/:?#]+\.[^/:?#.]{2,}", re.IGNORECASE)
WITH_LETTERS = re.compile(r".*[^\W\d_].*", re.DOTALL)
WITHOUT_DIGITS = re.compile(r"\D*")
Look = Callable[[str], object]
ADDRESS_FORMS: Mapping[str, Look] = {
    "postcode": re.compile(r"[A-Z -]{0,4}\d[\d ]{2,6}").fullmatch,
    "municipality": re.compile(r"\d{3,4}").fullmatch,
    "district": WITHOUT_DIGITS.fullmatch,
    "street": WITH_LETTERS.fullmatch,
    "street_code": re.compile(r"\d{1,4}").fullmatch,
    "building": re.compile(r"\d.{0,9}").fullmatch,
    "floor": re.compile(r".{1,10}").fullmatch,
    "suite": re.compile(r".{1,10}").fullmatch,
}
_OF_UNITS: Mapping[str, Look] = {
    "name": WITH_LETTERS.fullmatch,
    "type": lambda text: is_concept(text) or not text.isdigit(),
    "cvr": re.compile(r"\d{8}").fullmatch,
    "production_unit": re.compile(r"\d{10}").fullmatch,
    "provider_identifier": re.compile(r"\d{5,6}|99\d{5,7}").fullmatch,
    "pharmacy_identifier": re.compile(r"\d{1,5}(?:,\d{1,3})?").fullmatch,
    "shak": re.compile(r"\d{4}\w{0,5}").fullmatch,
    "geographic_location": re.compile(r"\d{4,18}").fullmatch,
    "note": re.compile(r"\D*|.*\s.*", re.DOTALL).fullmatch,
    "location.number": re.compile(r"\d{13}").fullmatch,
    **{f"{field}.{part}": form for field in STREET_ADDRESSES for part, form in ADDRESS_FORMS.items()},
    **{f"virtual_address.{part}": form.fullmatch for part, form in FORMS.items()},
    "virtual_address.website": lambda text: FORMS["website"].fullmatch(text) and WITH_DOMAIN.match(text),
}
LOOKS: Mapping[str, Mapping[str, Look]] = {
    "unit": _OF_UNITS,
    "place": ADDRESS_FORMS,
    "location_number": dict.fromkeys(
        ("system_type_name", "system_supplier_name", "network_name"), WITH_LETTERS.fullmatch
    ),
}
"""What values look like, by the kind of their subject and their path, however many of them are odd."""

OTHERS = frozenset({"H3", "T4", "F4", "F5", "X2", "X5", "X6", "X16"})
"""Rules that many units of right files may break, by where they stand in the tree, and what other reasons are about.
What a unit breaks by lacking something is not counted either: a source may not know it."""

CASES = frozenset({("F6", "no phone"), ("F7", "main"), ("F13", "below")})
"""The same of single cases; the first two are about parts that a unit lacks."""

SEVERAL = frozenset({("unit", "specialities")})
"""Fields that several columns tell."""

LIVES = frozenset({"open"})
"""What no field of a file tells, but every row."""

NOT_COMPARED = frozenset({"status.from", "status.updated", "level", "location.state"})
"""Fields that other columns of a row may well agree with: days, and words of lists that are read as nothing else."""

OF_NUMBERS, OF_NUMBERS_ONLY = "location.number", {"L2", "L4"}
"""What is counted beside rules that only numbers can break: units that inherit theirs state none."""

SHORTEST = 3
"""So many characters a text must have to be the same as another not by chance."""


class Brought(NamedTuple):
    """What a file says of a subject that was not known. known: what was, on the day of which the file speaks. paths:
    those that are stated newly, or otherwise.
    """

    kind: str
    key: str
    values: Mapping[str, Value]
    known: Mapping[str, Value]
    paths: frozenset[str]


class Plausibility:
    """What one file brings, taken in while it is compared."""

    def __init__(self, names: CodeNames, day: int) -> None:
        """day: the one that the file describes."""
        self._names = names
        self._days, self._texts, self._codes = DaysStated(day), TextsStated(), CodesStated(names)
        self._tables = TablesStated()
        self._sorts = ValueSorts(names)
        self._brought: list[Brought] = []
        self._stating: Counter[tuple[str, frozenset[str]]] = Counter()
        self._told: set[str] = set()
        self._untold: frozenset[str] = frozenset()

    def note(self, claim: Claim, before: Timeline, *, differs: bool) -> None:
        """Take in what a file says of a subject in the last of its pieces. differs: whether anything of it is new."""
        if not before and claim.pieces:
            self._days.take(claim)
            self._texts.take(claim)
            self._codes.take(claim)
            self._tables.take(claim)
        if claim.kind not in LOOKS or not claim.pieces:
            return
        piece = claim.pieces[-1]
        if claim.kind == "unit":
            self._told |= claim.fields
            self._untold = claim.untold
        paths = frozenset(path for path, _ in _leaves(piece.values))
        self._stating[claim.kind, paths] += 1
        if not differs:
            return
        known = _find_known(before, max(piece.from_day, claim.snapshot or 0), piece.values) if before else {}
        if known:
            held = set(_leaves(known))
            paths = frozenset(leaf[0] for leaf in _leaves(piece.values) if leaf not in held)
        if paths:
            self._brought.append(Brought(claim.kind, claim.key, piece.values, known, paths))

    def implausible(
        self, delivery: Delivery, findings: Iterable[Finding], known_shak: Callable[[], Collection[str]]
    ) -> list[Odd]:
        """The fields of which more than half of what is brought, and at least ten values, are odd. known_shak: gives
        the SHAK codes that the register knows.
        """
        judged = self._judge_paths()
        findings = list(findings)
        found = [
            *self._days.odd(),
            *self._texts.odd(),
            *self._codes.odd(known_shak),
            *self._tables.odd(),
            *self._orphans(delivery, findings),
            *self._by_looks(judged),
            *self._by_rules(judged, findings),
            *self._by_sorts(judged),
            *self._by_each_other(judged, delivery, findings),
        ]
        return [one for one in found if one.is_suspicious]

    def notes(self) -> list[str]:
        """What is worth a look in a file, though it may be right."""
        return [*self._days.notes(), *self._codes.notes(), *self._texts.notes(), *self._tables.notes()]

    def _orphans(self, delivery: Delivery, findings: Iterable[Finding]) -> Iterator[Odd]:
        """Units of a whole file that stand below one that is nowhere, as after rows were lost at its end."""
        if delivery.silence != NOTHING:
            units = [one.key for one in self._brought if one.kind == "unit" and "parent" in one.values]
            nowhere = {f.key for f in findings if (f.rule, f.facts.get("case")) == ORPHAN}
            orphans = [key for key in units if key in nowhere]
            what = "units whose unit above is neither in the file nor in the register, as after rows were lost"
            yield Odd(what, len(orphans), len(units), orphans[:EXAMPLES], MOST_ORPHANS)

    def _judge_paths(self) -> dict[tuple[str, str], int]:
        """The paths that are brought for at least ten subjects, and most of those for which they are stated at all:
        elsewhere ``--max-changed`` has others to compare with. With how many. A field of several columns is always
        judged, since one of them may be new.
        """
        brought = Counter((one.kind, path) for one in self._brought for path in one.paths)
        often = {path for path, count in brought.items() if count >= LEAST}
        stating = Counter[tuple[str, str]]()
        for (kind, paths), count in self._stating.items():
            stating.update({(kind, path): count for path in paths if (kind, path) in often})
        return {path: brought[path] for path in often if brought[path] * 2 > stating[path] or path in SEVERAL}

    def _of(
        self, judged: Mapping[tuple[str, str], int], kind: str
    ) -> Iterator[tuple[Brought, list[tuple[str, Value]]]]:
        """What is brought of subjects of a kind, each with the judged values, of several in a field the first."""
        for one in self._brought:
            if one.kind == kind:
                held = set(_leaves(one.known))
                new = [leaf for leaf in _leaves(one.values) if leaf[0] in one.paths and leaf not in held]
                yield one, [(path, value) for path, value in dict(reversed(new)).items() if (kind, path) in judged]

    def _by_looks(self, judged: Mapping[tuple[str, str], int]) -> Iterator[Odd]:
        for kind, looks in LOOKS.items():
            odd: dict[str, list[str]] = defaultdict(list)
            for one, values in self._of(judged, kind):
                for path, value in values:
                    if path in looks and not looks[path](str(value)):
                        odd[path].append(f"{one.key}: {value}")
            for path, examples in sorted(odd.items()):
                what = f"values of {_name_path(kind, path)} that do not look like it"
                yield Odd(what, len(examples), judged[kind, path], examples[:EXAMPLES])

    def _by_rules(self, judged: Mapping[tuple[str, str], int], findings: Iterable[Finding]) -> Iterator[Odd]:
        brought = {(one.kind, one.key): one.paths for one in self._brought}
        broken: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        rules: dict[tuple[str, str], set[str]] = defaultdict(set)
        for f in findings:
            value = str(f.facts.get("value", ""))
            if f.severity == NOTE or (f.kind, f.key) not in brought or not self._is_counted(f, value):
                continue
            path = _path_of(f)
            if any((f.kind, p) in judged for p in _within(path, brought[f.kind, f.key])):
                broken[f.kind, path].setdefault(f.key, value)
                rules[f.kind, path].add(f.rule)
        for (kind, path), subjects in sorted(broken.items()):
            about = OF_NUMBERS if rules[kind, path] <= OF_NUMBERS_ONLY else path
            of = sum(1 for (of_kind, _), paths in brought.items() if of_kind == kind and _within(about, paths))
            examples = [f"{key}: {value}" if value else key for key, value in subjects.items()]
            named = sorted(rules[kind, path])
            what = (
                f"{many(kind)} that break rule{'s' if len(named) > 1 else ''} {', '.join(named)} about {_words(path)}"
            )
            yield Odd(what, len(subjects), of, examples[:EXAMPLES])

    def _is_counted(self, finding: Finding, value: str) -> bool:
        """Whether what a rule found speaks against the values. Not about a code of a type that is on no list, since the
        lists of types are not public as a whole; nor where the file does not tell what the rule looks at besides.
        """
        case = (finding.rule, str(finding.facts.get("case", "")))
        rule = BOOK.get(case)
        looks_at = (rule.reads - rule.holds) | rule.reads_above if rule else frozenset[str]()
        is_new_type = finding.rule == "T1" and value.isdigit()
        return finding.rule not in OTHERS and case not in CASES and not is_new_type and looks_at - LIVES <= self._told

    def _by_sorts(self, judged: Mapping[tuple[str, str], int]) -> Iterator[Odd]:
        """Values that are of another field's sort, or stand in another column of the same rows as well."""
        beside = {
            number: one.values
            for one in self._brought
            if one.kind == "unit" and (number := text_in(one.values.get("location"), "number"))
        }
        for kind in ("unit", "location_number"):  # places have their street on one line
            alike: dict[tuple[str, str], list[str]] = defaultdict(list)
            same: dict[tuple[str, str], list[str]] = defaultdict(list)
            for one, values in self._of(judged, kind):
                more = beside.get(one.key, {}) if kind == "location_number" else {}
                others = _by_text(one.values, one.known, more)
                for path, text in values:
                    if not isinstance(text, str) or path in NOT_COMPARED:
                        continue
                    for sort in foreign(path, self._sorts.of(text)):
                        alike[path, sort].append(f"{one.key}: {text}")
                    for other in others.get(text, ()):
                        if _last(other) != _last(path) and other not in NOT_COMPARED:
                            same[path, other].append(f"{one.key}: {text}")
            for (path, sort), examples in sorted(alike.items()):
                what = f"values of {_name_path(kind, path)} that look like {sort}"
                yield Odd(what, len(examples), judged[kind, path], examples[:EXAMPLES], MOST_ALIKE)
            for (path, other), examples in sorted(same.items()):
                what = f"values of {_name_path(kind, path)} that are the {_words(other)} too"
                yield Odd(what, len(examples), judged[kind, path], examples[:EXAMPLES])

    def _by_each_other(
        self, judged: Mapping[tuple[str, str], int], delivery: Delivery, findings: Iterable[Finding]
    ) -> Iterator[Odd]:
        """What the columns of one file say of each other."""
        numbers = [one for one in self._brought if one.kind == "location_number"]
        if ("location_number", "active") in judged:
            states = [one for one in numbers if "active" in one.paths]
            inactive = [one.key for one in states if one.values["active"] is False]
            yield Odd("location numbers that are not active", len(inactive), len(states), inactive[:EXAMPLES])
        keys = {one.key for one in numbers}
        differing = [*dict.fromkeys(f.key for f in findings if f.rule == NUMBER_DIFFERS and f.key in keys)]
        what = "location numbers of which rows say different things"
        yield Odd(what, len(differing), len(keys), differing[:EXAMPLES], least=FEW)
        yield self._by_towns(judged)
        yield from self._by_regions()
        yield from self._by_house_numbers(judged)
        if ("unit", "virtual_address.fax") in judged:
            held = [
                parts_of(one.known.get("virtual_address")) | parts_of(one.values.get("virtual_address"))
                for one in self._brought
                if one.kind == "unit"
            ]
            fax, phone = (sum(part in one for one in held) for part in ("fax", "phone"))
            yield Odd("fax numbers, which are fewer than telephone numbers in any register", fax, fax + phone, ())
        if ("unit", "name") in judged:
            named, otherwise = delivery.named_alike, delivery.named_otherwise
            what = "owners and institutions whose rows name them otherwise in the columns for what stands above"
            yield Odd(what, len(otherwise), named + len(otherwise), otherwise[:EXAMPLES])

    def _by_house_numbers(self, judged: Mapping[tuple[str, str], int]) -> Iterator[Odd]:
        """Streets that stand without a number, in a file that tells numbers."""
        for field in STREET_ADDRESSES:
            if ("unit", f"{field}.street") in judged and f"{field}.building" not in self._untold:
                addresses = [
                    (one.key, parts_of(one.values[field])) for one in self._brought if f"{field}.street" in one.paths
                ]
                without = [f"{key}: {address['street']}" for key, address in addresses if "building" not in address]
                what = f"streets of the {_words(field)} without a house number"
                yield Odd(what, len(without), len(addresses), without[:EXAMPLES])

    def _by_regions(self) -> Iterator[Odd]:
        """Regions in which the municipalities beside them lie on no day. One is stored only where it is not the
        municipality's, so that it is judged by how many addresses have a municipality.
        """
        for field in STREET_ADDRESSES:
            path = f"{field}.municipality"
            of = sum(count for (kind, paths), count in self._stating.items() if kind == "unit" and path in paths)
            elsewhere = []
            for one in self._brought:
                if one.kind == "unit" and f"{field}.region" in one.paths:
                    address = {**parts_of(one.known.get(field)), **parts_of(one.values.get(field))}
                    region, municipality = address.get("region"), str(address.get("municipality") or "")
                    lies_in = self._names.regions_of_municipality(municipality)
                    if lies_in and region not in lies_in:
                        elsewhere.append(f"{one.key}: {region}, in {municipality}")
            what = f"regions of the {_words(field)} in which the municipality beside them does not lie"
            yield Odd(what, len(elsewhere), of, elsewhere[:EXAMPLES], MOST_ELSEWHERE)

    def _by_towns(self, judged: Mapping[tuple[str, str], int]) -> Odd:
        towns, elsewhere = 0, []
        for one in self._brought:
            for field in STREET_ADDRESSES:
                address = one.values.get(field)
                is_judged = any(
                    path in one.paths and ("unit", path) in judged
                    for path in (f"{field}.postcode", f"{field}.district")
                )
                postcode, town = text_in(address, "postcode") or "", text_in(address, "district")
                if is_judged and town is not None and self._names.municipalities_of(postcode):
                    towns += 1
                    if not self._names.is_name_of("postal_code", postcode, town):
                        elsewhere.append(f"{one.key}: {postcode} {town}")
        return Odd("towns that are not their postcode's", len(elsewhere), towns, elsewhere[:EXAMPLES], MOST_ELSEWHERE)


def _leaves(values: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    """What is stated, by path: fields, and parts of those that have some."""
    for field, value in values.items():
        if isinstance(value, dict):
            for part, one in value.items():
                yield f"{field}.{part}", one
        elif isinstance(value, list):
            yield from ((field, one["code"]) for one in list_items(value))
        elif value is not None:
            yield field, value


def _find_known(before: Timeline, day: int, fields: Iterable[str]) -> Fields:
    """What is known of a subject on a day."""
    found = {}
    for field in {*fields, *before}:
        on = (run for run in runs(before.get(field, ())) if run.from_day <= day < run.to_day)
        statement = next((run.statement for run in on), None)
        if statement is not None and statement.value != NULL:
            found[field] = decode(statement.value)
    return found


def _by_text(*held: Mapping[str, Value]) -> dict[str, set[str]]:
    """The paths under which each text stands."""
    found: dict[str, set[str]] = defaultdict(set)
    for values in held:
        for path, value in _leaves(values):
            if isinstance(value, str) and len(value) >= SHORTEST:
                found[value].add(path)
    return found


def _within(path: str, paths: Iterable[str]) -> list[str]:
    """Of some paths that of a field, and those of its parts."""
    return [one for one in paths if one == path or one.startswith(f"{path}.")]


def _path_of(finding: Finding) -> str:
    """The field that a finding is about, or the part of one."""
    part = str(finding.facts.get("part", ""))
    return part if part.startswith(finding.field) else f"{finding.field}.{part}" if part else finding.field


def _last(path: str) -> str:
    return path.rpartition(".")[2]


def _name_path(kind: str, path: str) -> str:
    return _words(path) if kind == "unit" else f"{_words(path)} of a {kind.replace('_', ' ')}"


def _words(path: str) -> str:
    field, _, part = path.replace("_", " ").partition(".")
    return f"{part} of the {field}" if part else field


def refuse_if_implausible(odd: Sequence[object]) -> None:
    """odd: each says what it is. Raises BadFile with the figures when there are any."""
    if odd:
        raise BadFile(
            f"Columns seem to hold what belongs elsewhere. {'. '.join(map(str, odd))}. Compare the file with its"
            " source; if it is right, load it with --force."
        )
