"""From a finding to a sentence: the rule's template over the finding's facts (``CORE`` §21)."""

import re

from sor.core.finding import Finding
from sor.core.shapes import Value
from sor.core.text import fit_text
from sor.rules import BOOK
from sor.rules.rule import facts_named
from sor.rules.words import WORDS

LANGUAGES = ("da", "en")

_DANISH_LEVELS = {"IO": "IE", "HI": "SI", "OU": "OE"}
_DANISH_FIELDS = {
    "postal_address": "postadressen", "visiting_address": "besøgsadressen", "activity_address": "aktivitetsadressen",
    "local_code": "lokalkode", "reporting_level": "indberetningsniveau", "patients_admitted": "sengeafsnit",
    "ambulant_activity": "ambulante kontakter", "email": "e-mailadressen", "website": "hjemmesiden",
    "phone": "telefonnummeret", "fax": "faxnummeret",
    "virtual_address": "den virtuelle adresse", "location": "lokationsnummeret", "parent": "den overordnede enhed",
    "system_type": "EDB-system", "system_supplier": "systemleverandør", "network": "netoperatør",
    "administrator": "administrator", "internal": "kun til internt brug", "active": "aktivt",
    **{f"local_attribute_{n}": f"lokal attribut {n}" for n in range(1, 6)},
    "cvr": "CVR-nummeret", "production_unit": "P-nummeret", "provider_identifier": "ydernummeret",
    "shak": "SHAK-koden", "pharmacy_identifier": "apoteksnummeret", "type": "typen",
    "organisational_level": "det klinisk-administrative niveau", "specialities": "specialerne",
    "geographic_location": "den geografiske lokalisation", "geographic_parent": "den geografiske tilknytning",
    "system_type_name": "EDB-systemets navn", "system_supplier_name": "systemleverandørens navn",
    "network_name": "netoperatørens navn", "name": "navnet", "note": "noten",
    "operator": "hvem der driver enheden", "agreement": "aftalen",
    "messages": "meddelelsestyperne", "open": "tilstanden (åben eller lukket)",
    "record": "arten", "institution_kind": "sygehustypen", "ownership": "ejerforholdet",
}  # fmt: skip
"""What Danish sentences call the fields and parts that they name as a fact."""

_DANISH_PARTS = _DANISH_FIELDS | {
    "street": "vejnavnet", "building": "husnummeret", "floor": "etagen", "suite": "døren", "postcode": "postnummeret",
    "district": "postdistriktet", "municipality": "kommunekoden", "street_code": "vejkoden", "region": "regionen",
    "country": "landekoden", "country_scheme": "landekodens liste", "sublocation": "underlokaliteten",
    "addressing_name": "adresseringsnavnet", "subdivision": "bynavnet", "po_box": "postboksen",
    "stairway": "opgangen", "additional": "den supplerende linje",
}  # fmt: skip

_ENGLISH_PARTS = {
    "email": "e-mail address", "website": "web site", "phone": "telephone number", "fax": "fax number",
    "cvr": "CVR number", "production_unit": "P-number", "provider_identifier": "provider identifier (ydernummer)",
    "shak": "SHAK code", "pharmacy_identifier": "pharmacy number", "location": "location number",
    "internal": "internal use only", "po_box": "PO box", "open": "state (open or closed)",
}  # fmt: skip
"""What English ones call those that are not said by their names in the glossary."""

_TELLS_A_STATE = frozenset({"L2"})
_DANISH_STATES = {"Own": "eget", "None": "intet", "Inherited": "nedarvet"}
"""What the state of a location number is called; L1 names one that is none of them, and these as they are written."""

_FIELD_FACTS = frozenset({"field", "fields", "part"})
NAMES_A_FIELD = frozenset({"X24", "X28", "X30", "X31", "X32", "X38", "X51", "X53"})
"""The rules whose fact ``name`` is the name of a field; X21 and X22 quote it as a document writes it."""

_BEGINS_WITH_A_FIELD = re.compile(r"\{(?:field|part)\}")
"""How a sentence begins whose first word is none of its own; names of actors and keys keep their small letters."""

_LEVEL_FACTS = frozenset({"level", "parent_level", "levels"})


def sentence(finding: Finding, language: str) -> str:
    """What a finding says, in Danish (``da``) or English (``en``).

    A finding of a rule that this version of the program does not know, or with other facts than its sentence names,
    is still said: by its code, subject and facts.
    """
    rule = BOOK.get((finding.rule, str(finding.facts.get("case", ""))))
    facts = {name: _show_fact(name, fact, language) for name, fact in finding.facts.items() if name != "case"}
    if finding.rule in NAMES_A_FIELD and "name" in facts:
        facts["name"] = _show_fact("field", finding.facts["name"], language)
    if finding.rule in _TELLS_A_STATE and language == "da":
        facts |= {"value": _DANISH_STATES.get(facts.get("value", ""), facts.get("value", ""))}
    if rule is None:
        return _bare(finding, facts)
    template = rule.danish if language == "da" else rule.english
    named = facts_named(template)
    if "rest" in named:
        facts["rest"] = _list_facts({name.removeprefix("other_"): f for name, f in facts.items() if name not in named})
    if not named <= facts.keys():
        return _bare(finding, facts)
    said = template.format(key=finding.key, **facts)
    begins = _BEGINS_WITH_A_FIELD.match(template) or (finding.rule in NAMES_A_FIELD and template[:6] == "{name}")
    return said[0].upper() + said[1:] if begins else said


def _show_fact(name: str, fact: Value, language: str) -> str:
    values = [str(one) for one in (fact if isinstance(fact, list) else [fact])]
    if name in _LEVEL_FACTS and language == "da":
        values = [_DANISH_LEVELS.get(value, value) for value in values]
    if name in _FIELD_FACTS:
        values = [_call_field(value, language, is_part=name == "part") for value in values]
    if name in WORDS:
        values = [WORDS[name][language].get(value, value) for value in values]
    return ", ".join(fit_text(value)[0] for value in values)


def _call_field(path: str, language: str, *, is_part: bool) -> str:
    """A field, or a part of one by its path (``postal_address.street``), by its words."""
    field, _, inner = path.partition(".")
    if inner:
        part, of = (_call_field(one, language, is_part=True) for one in (inner, field))
        return f"{part} i {of}" if language == "da" else f"{part} of the {of}"
    danish = _DANISH_PARTS if is_part else _DANISH_FIELDS
    words = danish if language == "da" else _ENGLISH_PARTS
    return words.get(path, path.replace("_", " "))


def _bare(finding: Finding, facts: dict[str, str]) -> str:
    named = _list_facts(facts)
    return f"{finding.rule}: {finding.key}" + (f" ({named})" if named else "")


def _list_facts(facts: dict[str, str]) -> str:
    return ", ".join(f"{name} {fact}" for name, fact in facts.items())
