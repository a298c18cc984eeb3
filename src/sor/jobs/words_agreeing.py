"""What the words of a first file's rows say of each other: names of units beside their specialities and types, domains
of e-mail addresses beside those of web sites, systems beside their suppliers.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from math import sqrt

from sor.codes.bundle import bundled_claims
from sor.core.shapes import text_in
from sor.jobs.odd import EXAMPLES, MOST_ELSEWHERE, PER_CENT, Odd, Strange
from sor.jobs.path_names import name_path
from sor.jobs.rows_stated import RowsStated, TableStated, sample

STEM = 7
"""So many letters at the beginning of a word tell what it is about: `kardiol`."""

PLACES = 8
"""So many specialities a unit may have."""

ENOUGH = 20
"""Of so many addresses with a site some share their domain."""

MOST_OF_ONE, VARIED = 95, 50
"""Per cent of the addresses that may have one domain, where at most so many of the sites have one."""

UNLIKELY = 4
"""So many standard deviations more than by chance."""

_WORD = re.compile(r"[^\W\d_]{6,}")
_SITE = re.compile(r"(?:https?://)?(?:www\.)?([^/:?#]+)", re.IGNORECASE)
_FIRM = re.compile(r".*\b(?:A/S|ApS|I/S|K/S|P/S|IVS|Inc|Ltd|GmbH|AB|Holding|Danmark|Denmark|Group)\b\.?", re.IGNORECASE)


def strange_words(rows: RowsStated) -> Iterator[Strange]:
    """What does not go together among the words of a file's rows."""
    tables = dict(rows.tables())
    for kind, table in tables.items():
        if kind == "unit":
            yield from _not_as_named(table, [f"specialities.{n}" for n in range(1, PLACES + 1)], "speciality")
            yield from _domains(table)
        if kind == "location_number":
            yield from _systems(table)
            if "unit" in tables:
                yield from _find_named_as_units(table, tables["unit"])


def _not_as_named(table: TableStated, paths: Sequence[str], code_list: str) -> Iterator[Strange]:
    """Units that are named for codes of a list and have none of those, but others. Of a unit that states further codes
    and not its main one nothing is said.
    """
    about = _stems(code_list)
    columns = [table.column(path) for path in paths]
    names = table.column("name")
    told, other = 0, []
    for row in sample(len(table.keys)):
        codes = {table.texts[column[row]] for column in columns if column[row]}
        named_for = _codes_in(table.texts[names[row]], about) if columns[0][row] else frozenset[str]()
        if named_for:
            told += 1
            if named_for.isdisjoint(codes):
                other.append(f"{table.keys[row]}: {table.texts[names[row]]}, {', '.join(sorted(codes))}")
    what = f"units whose names say another {code_list} than they have"
    odd = Odd(what, len(other), told, other[:EXAMPLES], MOST_ELSEWHERE)
    if odd.is_suspicious:
        yield Strange("unit", paths[0], odd, is_sure=odd.odd * 100 > odd.of * PER_CENT)


def _codes_in(name: str, about: Mapping[str, Collection[str]]) -> frozenset[str]:
    words = _WORD.findall(name.casefold())
    return frozenset(code for word in words for code in about.get(word[:STEM], ()))


@cache
def _stems(code_list: str) -> Mapping[str, frozenset[str]]:
    """By the beginning of a word the codes that it tells, of a list that the program carries."""
    found: dict[str, set[str]] = defaultdict(set)
    for claim in bundled_claims():
        of_list, _, code = claim.key.partition("/")
        if of_list == code_list:
            values = claim.pieces[-1].values
            texts = [text_in(values, field) or "" for field in ("name_da", "other_names", "everyday_words")]
            for word in _WORD.findall(" ".join(texts).casefold()):
                found[word[:STEM]].add(code)
    return {stem: frozenset(codes) for stem, codes in found.items()}


def _domains(table: TableStated) -> Iterator[Strange]:
    """E-mail addresses and web sites of the same units: their domains are mostly one, and many."""
    emails, sites = table.column("virtual_address.email"), table.column("virtual_address.website")
    held = []
    for row in sample(len(table.keys)):
        site = _SITE.match(table.texts[sites[row]]) if emails[row] and sites[row] else None
        if site:
            held.append((table.texts[emails[row]], table.texts[emails[row]].rpartition("@")[2].casefold(),
                         site[1].casefold()))  # fmt: skip
    if len(held) < ENOUGH:
        return
    domains, hosts = Counter(one for _, one, _ in held), Counter(one for *_, one in held)
    domain, count = domains.most_common(1)[0]
    if count * 100 > len(held) * MOST_OF_ONE and hosts.most_common(1)[0][1] * 100 <= len(held) * VARIED:
        name = name_path("unit", "virtual_address.email")
        what = f"{name}: nearly all of one domain ({domain}), while the web sites are"
        yield Strange("unit", "virtual_address.email", Odd(f"{what} of many", count, len(held)))
        return
    share = sum(_share(one, other) for _, one, other in held)
    chance = sum(times * count for one, times in domains.items() for other, count in hosts.items()
                 if _share(one, other)) / len(held)  # fmt: skip
    varies = len(domains) * 2 > EXAMPLES and len(hosts) * 2 > EXAMPLES
    if varies and share <= chance + UNLIKELY * sqrt(max(chance, 1)) and share * 2 < len(held):
        examples = [f"{email}, {other}" for email, one, other in held if not _share(one, other)]
        what = "e-mail addresses whose domain is not that of the unit's web site, in no fewer units than by chance"
        yield Strange("unit", "virtual_address.email", Odd(what, len(held) - share, len(held), examples[:EXAMPLES]))


def _share(domain: str, host: str) -> bool:
    return domain == host or domain.endswith(f".{host}") or host.endswith(f".{domain}")


def _systems(table: TableStated) -> Iterator[Strange]:
    """Suppliers under the name of systems, and systems under that of suppliers: by the systems that MedCom has tried,
    and by the forms of firms.
    """
    systems, firms = _read_systems()
    for path, own, others, called in (
        ("system_type_name", systems, firms, "suppliers"),
        ("system_supplier_name", firms, systems, "systems"),
    ):
        held = [(key, text) for key, text in zip(table.keys, table.read_column(path), strict=True) if text]
        elsewhere = [f"{key}: {text}" for key, text in held if _is_of(text, own, others, called)]
        what = f"{name_path('location_number', path)}: values that are {called}"
        odd = Odd(what, len(elsewhere), len(held), elsewhere[:EXAMPLES])
        if odd.is_suspicious:
            yield Strange("location_number", path, odd, is_sure=True)


def _find_named_as_units(table: TableStated, units: TableStated) -> Iterator[Strange]:
    """Systems, suppliers and networks that are called as institutions and units of the file. An owner may be both: a
    region has systems of its own.
    """
    names = {
        name.casefold()
        for name, above in zip(units.read_column("name"), units.read_column("parent"), strict=True)
        if above and name
    }
    for path in ("system_type_name", "system_supplier_name", "network_name"):
        held = [(key, text) for key, text in zip(table.keys, table.read_column(path), strict=True) if text]
        units_names = [f"{key}: {text}" for key, text in held if text.casefold() in names]
        what = f"{name_path('location_number', path)}: values that are names of institutions or units"
        odd = Odd(what, len(units_names), len(held), units_names[:EXAMPLES])
        if odd.is_suspicious:
            yield Strange("location_number", path, odd, is_sure=True)


def _is_of(text: str, own: Collection[str], others: Collection[str], called: str) -> bool:
    name = text.casefold()
    return name not in own and (name in others or (called == "suppliers" and _FIRM.fullmatch(text) is not None))


@cache
def _read_systems() -> tuple[frozenset[str], frozenset[str]]:
    """The names of systems, and of their suppliers, on the list that the program carries."""
    values = [claim.pieces[-1].values for claim in bundled_claims() if claim.key.startswith("medcom_system/")]
    systems, firms = (frozenset(text.casefold() for one in values if (text := text_in(one, field)))
                      for field in ("name_da", "supplier"))  # fmt: skip
    return systems, firms
