"""Columns that hold another's values, told without a former state: the first file of a format is compared with nothing.

Asked are what a value of a column has to look like, the rules about values, and what columns of one file say of each
other. A right file breaks none of them in half of its values; one with a column under another's name, or moved by a
row, breaks one in nearly all.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sor.codes.names import CodeNames
from sor.core.claim import Claim
from sor.core.finding import NOTE, Finding
from sor.core.shapes import Fields, Value
from sor.core.subject import STREET_ADDRESSES
from sor.formats.delivery import BadFile, Delivery
from sor.formats.findings import NUMBER_DIFFERS
from sor.jobs.suspicion import EXAMPLES, LEAST
from sor.rules.addresses import FORMS

PER_CENT = 50
"""More of the values of a column are never wrong in a right file."""

MOST_ELSEWHERE = 20
"""The same of towns beside their postcodes. Rows of one place stand together, so that a column which moved by a row
still fits most of them."""

WITH_LETTERS = re.compile(r".*[^\W\d_].*", re.DOTALL)
WITHOUT_DIGITS = re.compile(r"\D*")
ADDRESS_FORMS = {
    "postcode": re.compile(r"[A-Z -]{0,4}\d[\d ]{2,6}"),
    "municipality": re.compile(r"\d{3,4}"),
    "district": WITHOUT_DIGITS,
    "street": WITH_LETTERS,
}
LOOKS: Mapping[str, re.Pattern[str]] = {
    "name": WITH_LETTERS,
    "cvr": re.compile(r"\d{8}"),
    "production_unit": re.compile(r"\d{10}"),
    "provider_identifier": re.compile(r"\d{1,9}"),
    "shak": re.compile(r"\d{4}\w{0,5}"),
    "location.number": re.compile(r"\d{13}"),
    **{f"{field}.{part}": form for field in STREET_ADDRESSES for part, form in ADDRESS_FORMS.items()},
    **{f"virtual_address.{part}": form for part, form in FORMS.items()},
}
"""What the values of a unit look like, by their path, however many of them are odd."""

OTHERS = frozenset({"H3", "T4", "F4", "F5", "F13", "X2", "X5", "X6", "X16"})
"""Rules that many units of right files may break, by where they stand in the tree, and what other reasons are about.
What a unit breaks by lacking something is not counted either: a source may not know it."""


class Odd(NamedTuple):
    """So many of the values of a column are odd, of so many that it holds."""

    what: str
    odd: int
    of: int
    examples: Sequence[str]
    most: int = PER_CENT

    def __str__(self) -> str:
        more = ["…"] if self.odd > len(self.examples) else []
        shown = f" ({'; '.join([*self.examples, *more])})" if self.examples else ""
        return f"{self.what}: {self.odd} of {self.of}{shown}"


class Plausibility:
    """What the values of one file look like, counted while it is compared."""

    def __init__(self, names: CodeNames) -> None:
        self._names = names
        self._held: Counter[str] = Counter()
        self._odd: dict[str, list[str]] = defaultdict(list)
        self._stating: dict[str, set[str]] = defaultdict(set)
        self._towns = 0
        self._elsewhere: list[str] = []
        self._inactive: list[str] = []
        self._with_state = 0
        self._numbers = 0

    def look(self, claims: Iterable[Claim]) -> None:
        """Take in what the file says of some subjects, in the last of its pieces."""
        for claim in claims:
            values = claim.pieces[-1].values if claim.pieces else {}
            if claim.kind == "unit":
                self._look_at(claim.key, values)
            elif claim.kind == "location_number":
                self._numbers += 1
                self._with_state += "active" in values
                if values.get("active") is False:
                    self._inactive.append(claim.key)

    def _look_at(self, key: str, values: Mapping[str, Value]) -> None:
        for field, value in values.items():
            self._stating[field].add(key)
            parts: Fields = value if isinstance(value, dict) else {"": value}
            for path, one in ((f"{field}.{part}" if part else field, one) for part, one in parts.items()):
                self._held[path] += 1
                if path in LOOKS and not LOOKS[path].fullmatch(str(one)):
                    self._odd[path].append(f"{key}: {one}")
            if field in STREET_ADDRESSES and "postcode" in parts and "district" in parts:
                self._look_at_town(key, str(parts["postcode"]), str(parts["district"]))

    def _look_at_town(self, key: str, postcode: str, town: str) -> None:
        if self._names.municipalities_of(postcode):
            self._towns += 1
            if not self._names.is_name_of("postal_code", postcode, town):
                self._elsewhere.append(f"{key}: {postcode} {town}")

    def implausible(self, delivery: Delivery, findings: Iterable[Finding]) -> list[Odd]:
        """The columns of which more than half of the values, and at least ten, are odd."""
        findings = list(findings)
        found = [*self._by_looks(), *self._by_rules(findings), *self._by_each_other(delivery, findings)]
        return [one for one in found if one.odd >= LEAST and one.odd * 100 > one.of * one.most]

    def _by_looks(self) -> Iterator[Odd]:
        for path, examples in sorted(self._odd.items()):
            what = f"values of {_words(path)} that do not look like it"
            yield Odd(what, len(examples), self._held[path], examples[:EXAMPLES])

    def _by_rules(self, findings: Iterable[Finding]) -> Iterator[Odd]:
        broken: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for f in findings:
            value = str(f.facts.get("value", ""))
            is_counted = f.severity != NOTE and f.rule not in OTHERS and f.kind == "unit"
            if is_counted and f.key in self._stating[f.field] and not _is_new_type(f, value):
                broken[f.rule, f.field][f.key] = value
        for (rule, field), units in sorted(broken.items()):
            examples = [f"{key}: {value}" if value else key for key, value in units.items()]
            what = f"units that break rule {rule} about {_words(field)}"
            yield Odd(what, len(units), len(self._stating[field]), examples[:EXAMPLES])

    def _by_each_other(self, delivery: Delivery, findings: Iterable[Finding]) -> Iterator[Odd]:
        """What the columns of one file say of each other."""
        inactive = self._inactive
        yield Odd("location numbers that are not active", len(inactive), self._with_state, inactive[:EXAMPLES])
        differing = [f.key for f in findings if f.rule == NUMBER_DIFFERS]
        yield Odd(
            "location numbers of which rows say different things", len(differing), self._numbers, differing[:EXAMPLES]
        )
        towns = "towns that are not their postcode's"
        yield Odd(towns, len(self._elsewhere), self._towns, self._elsewhere[:EXAMPLES], MOST_ELSEWHERE)
        fax, phone = self._held["virtual_address.fax"], self._held["virtual_address.phone"]
        yield Odd("fax numbers, which are fewer than telephone numbers in any register", fax, fax + phone, ())
        named, otherwise = delivery.named_alike, delivery.named_otherwise
        what = "owners and institutions whose rows name them otherwise in the columns for what stands above"
        yield Odd(what, len(otherwise), named + len(otherwise), otherwise[:EXAMPLES])


def _is_new_type(finding: Finding, value: str) -> bool:
    """Whether it is about a code of a type that is on no list: the lists of types are not public as a whole."""
    return finding.rule == "T1" and value.isdigit()


def _words(path: str) -> str:
    field, _, part = path.replace("_", " ").partition(".")
    return f"{part} of the {field}" if part else field


def refuse_if_implausible(odd: Sequence[Odd]) -> None:
    """Raises BadFile with the figures when there are any."""
    if odd:
        raise BadFile(
            "Columns seem to hold what belongs elsewhere, and no file of this format was loaded before to compare them"
            f" with. {'. '.join(map(str, odd))}. Compare the file with its source; if it is right, load it with"
            " --force."
        )
