"""Codes under each other's name: told by code lists, those that come with the file among them, and by what several
of its tables and columns say of the same.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping

from sor.codes.names import CodeNames
from sor.core.claim import Claim
from sor.core.shapes import Value, list_items, text_in
from sor.jobs.odd import EXAMPLES, FEW, LEAST, MOST_ALIKE, NEVER, Odd

LISTS: Mapping[tuple[str, str], str] = {
    ("unit", "type"): "entity_type",
    ("unit", "specialities"): "speciality",
    ("unit", "organisational_level"): "organisational_level",
    ("location_number", "system_type"): "system_type_v2",
    ("location_number", "system_supplier"): "system_supplier_v2",
    ("location_number", "network"): "network",
    ("location_number", "administrator"): "edi_administrator_v2",
    ("location_number", "region"): "region",
}
"""By kind and field the list on which its codes stand."""

MESSAGE_TYPES = "edi_message_type"
MOST_NOT_LISTED = 5
"""Per cent of the message types of numbers that a file's own list of them may lack."""

HOSPITAL = 4
"""The length of a hospital's SHAK code."""

_SIX_DIGITS = re.compile(r"\d{6}")
_WEBSITE = re.compile(r"(?:https?://)?(?:www\.)?([^/:?#]+)")
_BED_WARD = re.compile(r"sengea(?:fsnit|fdeling)|sengeenhed")
_OUTPATIENTS = re.compile(r"ambulatori")
SAID_BY_NAMES = {"patients_admitted": _BED_WARD, "ambulant_activity": _OUTPATIENTS}
"""By indicator the names of units that have it."""


class CodesStated:
    """The codes that a file states of subjects that were not known."""

    def __init__(self, names: CodeNames) -> None:
        self._names = names
        self._told: dict[str, set[str]] = defaultdict(set)
        self._codes: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        self._message_types: list[str] = []
        self._shak: list[tuple[str, str]] = []
        self._addresses: list[tuple[int, str, str]] = []
        self._indicators: dict[str, list[tuple[str, bool]]] = defaultdict(list)
        self._lives: dict[str, tuple[int, int]] = {}
        self._successions: list[tuple[str, str]] = []
        self._named: dict[str, list[tuple[str, str]]] = defaultdict(list)

    def take(self, claim: Claim) -> None:
        """Take in the codes of a subject."""
        if claim.kind == "code":
            code_list, _, code = claim.key.partition("/")
            self._told[code_list].add(code)
            if name := text_in(claim.pieces[-1].values, "name_da"):
                self._named[code_list].append((code, name))
        elif claim.kind == "edi":
            self._message_types.append("/".join(claim.key.split("/")[1:3]))
        elif claim.kind == "succession":
            old, _, new = claim.key.partition(">")
            self._successions.append((old, new))
        elif claim.kind == "location_number":
            self._take_codes(claim, claim.pieces[-1].values)
        elif claim.kind == "unit":
            if claim.life:
                self._lives[claim.key] = (claim.life[0][0], claim.life[-1][1])
            self._take_unit(claim, claim.pieces[-1].values)

    def _take_codes(self, claim: Claim, values: Mapping[str, Value]) -> None:
        for kind, field in LISTS:
            value = values.get(field) if kind == claim.kind else None
            codes = [str(one["code"]) for one in list_items(value)] if isinstance(value, list) else [value]
            self._codes[kind, field] += [(claim.key, code) for code in codes if isinstance(code, str)]

    def _take_unit(self, claim: Claim, values: Mapping[str, Value]) -> None:
        self._take_codes(claim, values)
        if shak := text_in(values, "shak"):
            self._shak.append((claim.key, shak))
        email, website = (text_in(values.get("virtual_address"), part) for part in ("email", "website"))
        found = _WEBSITE.match(website.casefold()) if website else None
        domain = email.rpartition("@")[2].casefold() if email else ""
        self._addresses.append((claim.line or 0, domain, found[1] if found else ""))
        name = (text_in(values, "name") or "").casefold()
        for indicator, called in SAID_BY_NAMES.items():
            value = values.get(indicator)
            if isinstance(value, bool) and called.search(name):
                self._indicators[indicator].append((f"{claim.key}: {name}", value))

    def odd(self, known_shak: Callable[[], Collection[str]]) -> Iterator[Odd]:
        """What is odd in them. known_shak: gives the SHAK codes that the register knows."""
        yield from self._named_as_others()
        yield from self._on_other_lists()
        yield from self._message_types_unknown()
        yield from self._no_departments(known_shak)
        yield from self._cut_off()
        yield from self._of_others()
        for indicator, said in self._indicators.items():
            wrong = [key for key, value in said if not value]
            what = f"units named for {indicator.replace('_', ' ')} that are said to have none"
            yield Odd(what, len(wrong), len(said), wrong[:EXAMPLES])
        ends = [
            (one, self._lives[one[0]], self._lives[one[1]]) for one in self._successions if {*one} <= self._lives.keys()
        ]
        turned = [f"{old} > {new}" for (old, new), was, became in ends if became < was and became[1] <= was[1]]
        yield Odd("successions whose new unit is older than the one that it replaces", len(turned), len(ends),
                  turned[:EXAMPLES], least=FEW)  # fmt: skip

    def _is_on(self, code_list: str, code: str) -> bool:
        return code in self._told[code_list] or self._names.has_code(code_list, code)

    def _named_as_others(self) -> Iterator[Odd]:
        """Names of a code list that stand beside other codes than on the list that is known."""
        for code_list, named in sorted(self._named.items()):
            known = [(code, name) for code, name in named if self._names.has_code(code_list, code)]
            others = [
                f"{code}: {name}" for code, name in known if self._names.is_name_of_another(code_list, code, name)
            ]
            what = f"names of the list for {_call_list(code_list)} that are those of other codes"
            yield Odd(what, len(others), len(known), others[:EXAMPLES], least=FEW)

    def _on_other_lists(self) -> Iterator[Odd]:
        for (kind, field), codes in self._codes.items():
            own = LISTS[kind, field]
            for other in sorted({*LISTS.values()} - {own}):
                elsewhere = [
                    f"{key}: {code}" for key, code in codes if self._is_on(other, code) and not self._is_on(own, code)
                ]
                what = (
                    f"values of {field.replace('_', ' ')} of the list for {_call_list(other)}, which are not on its own"
                )
                yield Odd(what, len(elsewhere), len(codes), elsewhere[:EXAMPLES])

    def _message_types_unknown(self) -> Iterator[Odd]:
        unknown = [one for one in self._message_types if not self._is_on(MESSAGE_TYPES, one)]
        what = "message types of location numbers that are on no list"
        most = MOST_NOT_LISTED if len(self._told[MESSAGE_TYPES]) >= LEAST else MOST_ALIKE
        yield Odd(what, len(unknown), len(self._message_types), list(dict.fromkeys(unknown))[:EXAMPLES], most)

    def notes(self) -> Iterator[str]:
        """What is worth a look: message types, however few, that are on no list. Where the file brings none,
        the list that is shipped is asked, which is not whole, so that many tell nothing.
        """
        unknown = Counter(one for one in self._message_types if not self._is_on(MESSAGE_TYPES, one))
        if unknown and (len(self._told[MESSAGE_TYPES]) >= LEAST or len(unknown) <= FEW):
            shown = "; ".join(f"{one} ({count})" for one, count in unknown.most_common(EXAMPLES))
            more = "; …" if len(unknown) > EXAMPLES else ""
            yield f"Message types of location numbers that are on no list: {shown}{more}."

    def _no_departments(self, known_shak: Callable[[], Collection[str]]) -> Iterator[Odd]:
        """Six digits are a department of a hospital, or a ydernummer: departments share their hospitals, most SHAK
        codes have seven characters, and none begins with a zero (all of the SHAK files of 2010 and 2025).
        """
        six = [(key, code) for key, code in self._shak if _SIX_DIGITS.fullmatch(code)]
        if len({code[:4] for _, code in six}) * 2 > len(six) and len(six) * 100 > len(self._shak) * MOST_ALIKE:
            hospitals = {code for code in (*known_shak(), *(code for _, code in self._shak)) if len(code) == 4}
            alone = [f"{key}: {code}" for key, code in six if code[:4] not in hospitals]
            yield Odd("SHAK codes of six digits, of departments of hospitals that nobody knows, as ydernumre would be",
                      len(alone), len(self._shak), alone[:EXAMPLES])  # fmt: skip

    def _cut_off(self) -> Iterator[Odd]:
        """Four characters are a hospital: of those each code is one unit's, and some department's stand beside it."""
        shared = Counter(code for _, code in self._shak)
        alike = [f"{key}: {code}" for key, code in self._shak if shared[code] > 1]
        if self._shak and all(len(code) == HOSPITAL for _, code in self._shak):
            what = "SHAK codes of four characters that several units have, while none is longer, as after they were cut"
            yield Odd(what, len(alike), len(self._shak), alike[:EXAMPLES])

    def _of_others(self) -> Iterator[Odd]:
        """E-mail addresses whose domains are the web sites of the rows beside theirs, as after they moved by one. That
        a domain is another row's is no fault: units write from the domain of their region.
        """
        rows = [one for _, *one in sorted(self._addresses)]
        domains, sites = [domain for domain, _ in rows], [site for _, site in rows]
        own = sum(map(_same, domains, sites))
        beside = max((sum(map(_same, [*domains[by:], *domains[:by]], sites)) for by in (-1, 1)), default=0)
        what = "e-mail addresses whose domain is the web site of the row beside theirs"
        if beside - own > len(rows) // 20:
            yield Odd(what, beside - own, len(rows), (), NEVER)


def _same(domain: str, site: str) -> bool:
    return bool(domain) and domain == site


def _call_list(code_list: str) -> str:
    return code_list.removesuffix("_v2").replace("_", " ")
