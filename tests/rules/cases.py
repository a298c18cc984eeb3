"""One register that is right and one that is wrong for every rule about units, and the same for rules about changes.

``tests/rules/test_cases.py`` judges them, ``test_reads.py`` watches what the rules look at, ``test_sentences.py`` says
what they find. Where a rule is dated, the two differ by one day.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sor.core.finding import Finding
from sor.core.identifiers import sor_code
from sor.rules import BOOK
from sor.rules.asked import Asked
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts
from tests.rules.registers import (
    ADMINISTRATIVE,
    CLINIC,
    CLINICAL,
    HOSPITAL,
    INTENSIVE,
    MUNICIPALITY,
    NURSING_HOME,
    OTHER,
    OWNER,
    PHARMACY,
    PHONE,
    STREET,
    TODAY,
    TYPE_LEVELS,
    UNIT,
    hospital,
    institution,
    owner,
    region,
    unit,
    ward,
)  # fmt: skip

SECOND_OWNER = sor_code(9_000_005)
NONE: dict[str, Any] = {"state": "None", "number": None}
CARDIOLOGY, SURGERY = {"code": "394579002", "main": True}, {"code": "394609007", "main": False}
SPECIALITIES = [CARDIOLOGY, SURGERY, *({"code": f"39458200{n}", "main": False} for n in range(7))]
DAY_BEFORE_TYPES, DAY_OF_TYPES = 20121031, 20121101
NPR = {"reporting_level": True, "patients_admitted": True, "ambulant_activity": False}


INDICATOR_CASES = {"": "reporting_level", "bed ward": "patients_admitted", "ambulant": "ambulant_activity"}


class Case(NamedTuple):
    """A rule about units: a register in which it finds nothing and one in which it finds a fault at one unit.

    day_right, day: the days on which they are judged.
    """

    code: str
    case: str
    story: str
    right: Sequence[UnitFacts]
    wrong: Sequence[UnitFacts]
    facts: Mapping[str, Any]
    at: str = UNIT
    day: int = TODAY
    day_right: int = TODAY


RUN_BY_OTHER = {"unit": OTHER, "agreement": "Aftale 12"}
CLINIC_TREE = (owner(), institution())
HOSPITAL_TREE = (region(), hospital())
OLD = {"first_from": 20000101}
OLD_HOSPITAL = (region(**OLD), hospital(**OLD))
PSYCHIATRY = (region(), institution(type=ADMINISTRATIVE, name="Psykiatrien"))

CASES = (
    Case("H1", "", "a level is one of three", [unit()], [unit(level="ZZ")], {"value": "ZZ"}),
    Case("H2", "", "a ward stands below an institution, an institution below an owner",
         [*CLINIC_TREE, unit()], [owner(), unit(parent=OWNER)],
         {"level": "OU", "parent": OWNER, "parent_level": "IO"}),
    Case("H2", "no parent", "only an owner stands alone", [owner()], [unit(parent=None)], {"level": "OU"}),
    Case("H2", "unknown parent", "a parent is in the register", [*CLINIC_TREE, unit()], [unit(parent=OTHER)],
         {"parent": OTHER}),
    Case("H2", "own parent", "a unit is not its own parent", [*CLINIC_TREE, unit()], [unit(parent=UNIT)], {}),
    Case("H2", "circle", "a unit does not stand above itself", [*CLINIC_TREE, unit(), unit(OTHER, parent=UNIT)],
         [unit(parent=OTHER), unit(OTHER, parent=UNIT)], {"parent": OTHER}),
    Case("H2", "closed parent", "a ward begins on the last day of its hospital, not on the day after",
         [region(), hospital(closed_to=20261101), ward(first_from=20261031, closed_to=20261101)],
         [region(), hospital(closed_to=20261101), ward(first_from=20261101)],
         {"first_from": "2026-11-01", "parent": CLINIC, "day": "2026-11-01"}),
    Case("C6", "", "a hospital closes on 1 November; a ward that is open on that day is left behind",
         [region(), hospital(closed_to=20261101), ward()], [region(), hospital(closed_to=20261101), ward()],
         {"parent": CLINIC, "day": "2026-11-01"}, day=20261101, day_right=20261031),
    Case("H3", "", "an owner with a unit two levels below appears in the extracts", [*CLINIC_TREE, unit()],
         list(CLINIC_TREE), {}, at=OWNER),
    Case("T1", "no type", "every unit has a type, those outside hospitals since 1 November 2012",
         [owner(**OLD), institution(**OLD), unit(type=None, **OLD)],
         [owner(**OLD), institution(**OLD), unit(type=None, **OLD)], {}, day=DAY_OF_TYPES, day_right=DAY_BEFORE_TYPES),
    Case("T1", "", "a type is on the list", [unit()], [unit(type="rumstation")], {"value": "rumstation"}),
    Case("T1", "other level", "a type is of its level", [unit(type=NURSING_HOME)], [unit(type=HOSPITAL)],
         {"level": "OU", "type": HOSPITAL, "levels": ["HI"]}),
    Case("T3", "", "an intensive care unit stands below a hospital", [*HOSPITAL_TREE, ward(type=INTENSIVE)],
         [*CLINIC_TREE, unit(type=INTENSIVE)], {"type": INTENSIVE}),
    Case("T4", "", "a clinical unit of psychiatry is worth a note", [*HOSPITAL_TREE, ward()], [*PSYCHIATRY, ward()],
         {"type": CLINICAL, "institution": CLINIC}),
    Case("T9", "", "a nursing home below a hospital was never seen", [*HOSPITAL_TREE, ward()],
         [*HOSPITAL_TREE, ward(type=NURSING_HOME)],
         {"type": NURSING_HOME, "parent": CLINIC, "parent_type": HOSPITAL}),
    Case("T10", "", "a pharmacy belongs below a private owner", [owner(), institution(type=PHARMACY)],
         [owner(type=MUNICIPALITY), institution(type=PHARMACY)], {"type": PHARMACY, "parent": OWNER}, at=CLINIC),
    Case("F1", "", "every unit has a name", [unit()], [unit(name=None)], {}),
    Case("N1", "", "a name has 60 characters at most", [unit(name="n" * 60)], [unit(name="n" * 61)],
         {"count": 61, "most": 60}),
    Case("N1", "note", "a note has 254 characters at most", [unit(note="n" * 254)], [unit(note="n" * 255)],
         {"count": 255, "most": 254}),
    Case("N1", "virtual address", "an e-mail address has 254 characters at most",
         [unit(virtual_address=PHONE | {"email": "e" * 244 + "@e.example"})],
         [unit(virtual_address=PHONE | {"email": "e" * 245 + "@e.example"})],
         {"part": "email", "count": 255, "most": 254}),
    Case("N1", "address", "a stairway has 40 characters at most",
         [unit(visiting_address=STREET | {"stairway": "s" * 40})],
         [unit(visiting_address=STREET | {"stairway": "s" * 41})],
         {"field": "visiting_address", "part": "stairway", "count": 41, "most": 40}),
    Case("N1", "other", "a SHAK code has 7 characters at most", [hospital(shak="6650123")],
         [hospital(shak="66501234")], {"field": "shak", "count": 8, "most": 7}, at=CLINIC),
    Case("X19", "", "no text holds a personal number", [unit(name="Læge Hansen, hus 010170")],
         [unit(name="Læge Hansen, 010170-1234")],
         {"field": "name", "value": "Læge Hansen, 010170-xxxx"}),
    Case("F2", "", "only an owner has a company number; where it is not known, a number may be a copy",
         [institution(cvr="13585628")], [owner(), institution(cvr="13585628")], {"level": "HI"}, at=CLINIC),
    Case("F2", "form", "a company number has eight digits", [owner()], [owner(cvr="1358562")], {"value": "1358562"},
         at=OWNER),
    Case("F2", "check digit", "a company number passes modulo 11", [owner()], [owner(cvr="13585629")],
         {"value": "13585629", "digit": "8"}, at=OWNER),
    Case("I7", "", "a P-number has ten digits", [unit(production_unit="1012345678")],
         [unit(production_unit="101234567")], {"value": "101234567"}),
    Case("F3", "", "an owner has a postal address, others may inherit it", [*CLINIC_TREE], [owner(postal_address=None)],
         {}, at=OWNER),
    Case("F4", "", "an owner has no visiting address", [institution(visiting_address=STREET)],
         [owner(visiting_address=STREET)], {"level": "IO"}, at=OWNER),
    Case("F5", "", "only an organisational unit has an activity address", [unit(activity_address=STREET)],
         [institution(activity_address=STREET)], {"level": "HI"}, at=CLINIC),
    Case("F6", "", "an owner has a virtual address, others may inherit it", [*CLINIC_TREE],
         [owner(virtual_address=None)], {}, at=OWNER),
    Case("F6", "no phone", "a virtual address has a telephone number", [unit(virtual_address=PHONE)],
         [unit(virtual_address={"email": "post@klitgaard.example"})], {}),
    Case("F6", "phone", "a telephone number has 8 to 20 characters",
         [unit(virtual_address={"phone": "+4597123456789012345"}), unit(OTHER, virtual_address=PHONE)],
         [unit(virtual_address={"phone": "9712345"})], {"value": "9712345", "count": 7, "least": 8, "most": 20}),
    Case("F6", "fax", "a fax number too", [unit(virtual_address=PHONE | {"fax": "9" * 20})],
         [unit(virtual_address=PHONE | {"fax": "9" * 21})],
         {"value": "9" * 21, "count": 21, "least": 8, "most": 20}),
    Case("F6", "form", "each part of a virtual address looks like what it is",
         [unit(virtual_address={"phone": "+45 (96) 12-34.56", "fax": "98820000", "email": "post+a@åben.example",
                                "website": "HTTPS://www.åben-klinik.example:8443/sti?x=1#y"}),
          unit(OTHER, virtual_address=PHONE | {"website": "www.klinik.example"})],
         [unit(virtual_address=PHONE | {"website": "javascript:alert(1)"})],
         {"part": "website", "value": "javascript:alert(1)"}),
    Case("F7", "", "only an organisational unit has specialities", [unit(specialities=[CARDIOLOGY])],
         [institution(specialities=[CARDIOLOGY])], {"level": "HI"}, at=CLINIC),
    Case("F7", "too many", "a unit has eight specialities at most", [unit(specialities=SPECIALITIES[:8])],
         [unit(specialities=SPECIALITIES)], {"count": 9, "most": 8}),
    Case("F7", "main", "one speciality is the main one", [unit(specialities=[CARDIOLOGY, SURGERY])],
         [unit(specialities=[SURGERY])], {"count": 0}),
    Case("F7", "twice", "a unit has a speciality once", [unit(specialities=[CARDIOLOGY, SURGERY])],
         [unit(specialities=[CARDIOLOGY, SURGERY, SURGERY])], {"value": SURGERY["code"]}),
    Case("F8", "", "only an organisational unit has local attributes", [unit(local_attribute_3="Akut")],
         [owner(local_attribute_3="Akut")], {"field": "local_attribute_3", "level": "IO"}, at=OWNER),
    Case("F8", "length", "a local attribute has 20 characters at most", [unit(local_attribute_1="a" * 20)],
         [unit(local_attribute_1="a" * 21)], {"field": "local_attribute_1", "count": 21, "least": 1, "most": 20}),
    Case("F10", "", "a hospital itself has no local code", [*HOSPITAL_TREE, ward(local_code="KAR2")],
         [region(), hospital(local_code="KAR2")], {"field": "local_code", "level": "HI"}, at=CLINIC),
    Case("F10", "no hospital", "a practice reports to no patient register",
         [*HOSPITAL_TREE, ward(**NPR)], [*CLINIC_TREE, unit(reporting_level=True)], {"field": "reporting_level"}),
    Case("F10", "length", "a local code has 20 characters at most", [*HOSPITAL_TREE, ward(local_code="k" * 20)],
         [*HOSPITAL_TREE, ward(local_code="k" * 21)], {"count": 21, "least": 1, "most": 20}),
    *(
        Case("F11", case, "before 1 November 2012 a ward had to state all three indicators",
             [*OLD_HOSPITAL, ward(**OLD)], [*OLD_HOSPITAL, ward(**OLD | NPR | {field: None})], {},
             day=DAY_BEFORE_TYPES, day_right=DAY_OF_TYPES)
        for case, field in INDICATOR_CASES.items()
    ),
    Case("ID27", "", "only hospital units have an organisational level",
         [*HOSPITAL_TREE, ward(organisational_level="afsnit")], [*CLINIC_TREE, unit(organisational_level="afsnit")],
         {}),
    Case("F12", "", "an owner lies nowhere", [region(), hospital(geographic_location="1")],
         [region(geographic_location="1")], {"level": "IO"}, at=OWNER),
    Case("F12", "no hospital", "a practice has no geographic location",
         [*HOSPITAL_TREE, ward(geographic_location="1")], [*CLINIC_TREE, unit(geographic_location="1")], {}),
    Case("F12", "no region", "a private hospital has no geographic location",
         [region(), hospital(geographic_location="1")], [owner(), hospital(geographic_location="1")],
         {"owner": OWNER}, at=CLINIC),
    Case("F15", "owner", "an owner has no geographical parent", [unit(geographic_parent={"relation": "2"})],
         [owner(geographic_parent={"relation": "1"})], {}, at=OWNER),
    Case("F15", "closed", "a geographical parent is open",
         [unit(OTHER, closed_to=20261122), unit(geographic_parent={"relation": "1", "parent": OTHER})],
         [unit(OTHER, closed_to=20261121), unit(geographic_parent={"relation": "1", "parent": OTHER})],
         {"parent": OTHER, "day": "2026-11-21"}),
    Case("OP1", "", "an owner is run by itself", [unit(operator=RUN_BY_OTHER)], [owner(operator=RUN_BY_OTHER)], {},
         at=OWNER),
    Case("OP2", "", "a unit is run by an owner", [owner(OTHER), unit(operator=RUN_BY_OTHER)],
         [unit(OTHER), unit(operator=RUN_BY_OTHER)], {"operator": OTHER}),
    Case("OP3", "", "it is said by which agreement", [unit(operator=RUN_BY_OTHER)],
         [unit(operator={"unit": OTHER})], {}),
    Case("OP4", "", "who runs a unit is open",
         [owner(OTHER, closed_to=20261122), unit(operator=RUN_BY_OTHER)],
         [owner(OTHER, closed_to=20261121), unit(operator=RUN_BY_OTHER)], {"operator": OTHER, "day": "2026-11-21"}),
    Case("OP5", "", "who runs a unit for its owner is another", [*CLINIC_TREE, unit(operator=RUN_BY_OTHER)],
         [*CLINIC_TREE, unit(operator={"unit": OWNER, "agreement": "Aftale 12"})], {"operator": OWNER}),
    Case("F13", "", "only a pharmacy has a pharmacy number",
         [owner(), institution(type=PHARMACY, pharmacy_identifier="362,1")],
         [owner(), institution(pharmacy_identifier="362,1")], {}, at=CLINIC),
    Case("F13", "below", "in the data of 2010 it stands below the pharmacy",
         [owner(), institution(type=PHARMACY, pharmacy_identifier="362,1"), unit()],
         [owner(), institution(type=PHARMACY), unit(pharmacy_identifier="362,1")], {}),
    Case("F13", "elsewhere", "a practice has none below it either",
         [owner(), institution(type=PHARMACY), unit(pharmacy_identifier="362,1")],
         [*CLINIC_TREE, unit(pharmacy_identifier="362,1")], {"institution": CLINIC}),
    Case("F13", "form", "pharmacy, comma, branch", [owner(), institution(type=PHARMACY, pharmacy_identifier="362,1")],
         [owner(), institution(type=PHARMACY, pharmacy_identifier="362")], {"value": "362"}, at=CLINIC),
    Case("F9", "", "only an organisational unit has a ydernummer", [unit(provider_identifier="019062")],
         [institution(provider_identifier="019062")], {"level": "HI"}, at=CLINIC),
    Case("F9", "hospital", "hospital units have none", [*CLINIC_TREE, unit(provider_identifier="019062")],
         [*HOSPITAL_TREE, unit(provider_identifier="019062")], {}),
    Case("I4", "", "a ydernummer has digits", [unit(provider_identifier="019062")], [unit(provider_identifier="x")],
         {"value": "x"}),
    Case("I4", "length", "a ydernummer has six digits", [unit(provider_identifier="019062")],
         [unit(provider_identifier="19062")], {"value": "19062", "count": 5}),
    Case("L12", "", "of two practitioners with one ydernummer, the one with the location number is the sender",
         [unit(provider_identifier="019062", state="Own", number="5790000141227"),
          unit(OTHER, provider_identifier="19062")],
         [unit(provider_identifier="019062", **NONE), unit(OTHER, provider_identifier="19062", **NONE)],
         {"value": "019062", "others": [OTHER], "count": 0}),
    Case("F14", "", "an owner has no SHAK code", [hospital(shak="6650")], [owner(shak="6650")], {"level": "IO"},
         at=OWNER),
    Case("I5", "", "a SHAK code has 4, 6 or 7 characters", [ward(shak="665001A")], [ward(shak="66500")],
         {"value": "66500"}),
    Case("L1", "", "a location number is own, none or inherited", [*CLINIC_TREE], [owner(state="Borrowed")],
         {"value": "Borrowed"}, at=OWNER),
    Case("L2", "", "a number is the own number of one unit", [*CLINIC_TREE], [owner(), owner(OTHER)],
         {"number": "5790002401473", "other": OTHER}, at=OWNER),
    Case("L2", "several", "or of two, which is worse", [*CLINIC_TREE], [owner(), owner(OTHER), owner(SECOND_OWNER)],
         {"number": "5790002401473", "count": 2, "other": OTHER}, at=OWNER),
    Case("L2", "no number", "a unit with a number of its own says which", [owner()], [owner(number=None)], {},
         at=OWNER),
    Case("L2", "not its own", "a number that is inherited is not stated", [*CLINIC_TREE],
         [owner(), institution(number="5790000141227")], {"number": "5790000141227", "value": "Inherited"}, at=CLINIC),
    Case("L3", "", "who inherits has somebody to inherit from", [*CLINIC_TREE], [owner(**NONE), institution()], {},
         at=CLINIC),
    Case("L4", "", "a location number has 13 digits", [owner()], [owner(number="579000240147")],
         {"value": "579000240147"}, at=OWNER),
    Case("L4", "check digit", "a location number passes its check", [owner()], [owner(number="5790002401474")],
         {"value": "5790002401474", "digit": "3"}, at=OWNER),
    Case("D3", "", "a ward begins no earlier than its hospital", [region(), hospital(), ward(first_from=20180418)],
         [region(), hospital(), ward(first_from=20180417)],
         {"day": "2018-04-17", "parent": CLINIC, "parent_day": "2018-04-18"}),
    Case("I1", "", "a SOR code passes its check", [unit()], [unit("9000003100001600")], {}, at="9000003100001600"),
)  # fmt: skip


class ChangeCase(NamedTuple):
    """A rule about changes: what it lets pass, and what not."""

    code: str
    case: str
    story: str
    right: Sequence[Asked]
    wrong: Asked
    facts: Mapping[str, Any]
    around: Surroundings = Surroundings({}, TYPE_LEVELS, TODAY)


def ask(op: str, day: int = TODAY, door: str = "rest", **more: Any) -> Asked:
    """An operation about the practitioner's unit, asked today."""
    return Asked(op, more.pop("kind", "unit"), more.pop("key", UNIT), day, door, TODAY, **more)


SINCE_2018: dict[str, Any] = {"before": unit(), "after": unit(), "starts": 20180418, "created": 20180401}
COMING: dict[str, Any] = {"starts": 20261224, "created": 20261118, "after": unit(first_from=20261224)}
CLOSED: dict[str, Any] = {"starts": 20180418, "created": 20180401}
NUMBER_DATA = {
    "system_type": "225", "system_supplier": "162", "network": "41000035001", "region": "1082", "administrator": "639",
}  # fmt: skip


def issued(**more: Any) -> Asked:
    """A location number that is issued to the practitioner's unit."""
    data = more.pop("given", NUMBER_DATA)
    options = {"issue": True, "series": "authority", "unit": UNIT} | more.pop("options", {})
    return ask("number", kind="location_number", key="5790000141227", given=data, options=options, **more)


PRIVATE_TREE = Surroundings({one.key: one for one in (owner(), institution(), unit())}, TYPE_LEVELS, TODAY)
SHAK_2026 = {"shak_end": 20260630}

CHANGE_CASES = (
    ChangeCase("D2", "create", "SORUS creates a unit seven days ahead, not six; REST today",
               [ask("create", 20261128, "sorus"), ask("create", TODAY)], ask("create", 20261127, "sorus"),
               {"earliest": "2026-11-28", "day": "2026-11-27"}),
    ChangeCase("D2", "edit", "SORUS changes an active unit from tomorrow, not from today",
               [ask("edit", 20261122, "sorus", **SINCE_2018), ask("edit", TODAY, **SINCE_2018)],
               ask("edit", TODAY, "sorus", **SINCE_2018), {"earliest": "2026-11-22", "day": "2026-11-21"}),
    ChangeCase("D2", "not yet started", "SORUS changes a coming unit seven days after its registration, not six",
               [ask("edit", 20261125, "sorus", **COMING), ask("edit", 20261124, "web", **COMING)],
               ask("edit", 20261124, "sorus", **COMING),
               {"earliest": "2026-11-25", "created": "2026-11-18", "day": "2026-11-24"}),
    *(
        ChangeCase("D2", "past", f"{door} changes from today, not from yesterday; the past is corrected",
                   [ask("edit", TODAY, door, **SINCE_2018), ask("correct", 20200101, door, **SINCE_2018)],
                   ask("edit", 20261120, door, **SINCE_2018), {"earliest": "2026-11-21", "day": "2026-11-20"})
        for door in ("web", "rest", "cli", "oss")
    ),
    ChangeCase("C2", "closed", "a closed unit is not changed, but may be corrected",
               [ask("edit", **SINCE_2018), ask("correct", **CLOSED), ask("create", after=unit())],
               ask("edit", **CLOSED), {"day": "2026-11-21"}),
    ChangeCase("C2", "reopened", "a closed unit is not opened again; a closing to come is withdrawn",
               [ask("withdraw", **CLOSED, after=unit()), ask("create", after=unit())],
               ask("edit", **CLOSED, after=unit()), {"day": "2026-11-21"}),
    ChangeCase("C8", "", "a change carries no new parent; a move does",
               [ask("move", given={"parent": OTHER}, **SINCE_2018), ask("edit", given={"name": "x"}, **SINCE_2018)],
               ask("edit", given={"parent": OTHER}, **SINCE_2018), {}),
    ChangeCase("I1", "chosen", "the register gives the code", [ask("create", given={"name": "x"}, key="#1")],
               ask("create", given={"code": "11000016002"}, key="#1"), {"value": "11000016002"}),
    ChangeCase("F2", "new owner", "a new owner names its company number",
               [ask("create", after=owner("#1"), key="#1"), ask("create", after=unit("#1"), key="#1")],
               ask("create", after=owner("#1", cvr=None), key="#1"), {}),
    ChangeCase("L1", "no state", "a new unit tells the state of its number",
               [ask("create", after=unit("#1"), key="#1"), ask("edit", **SINCE_2018 | {"after": unit(state=None)})],
               ask("create", after=unit("#1", state=None), key="#1"), {}),
    ChangeCase("F12", "sent", "a geographic location is output", [ask("edit", given={"name": "x"}, **SINCE_2018)],
               ask("edit", given={"geographic_location": "1"}, **SINCE_2018), {}),
    ChangeCase("I4", "new", "a new ydernummer has six digits; an old one may stay as it is",
               [ask("edit", given={"provider_identifier": "019062"}, **SINCE_2018),
                ask("edit", given={"provider_identifier": "19062"},
                    **SINCE_2018 | {"before": unit(provider_identifier="19062")}),
                ask("edit", given={"provider_identifier": None}, **SINCE_2018)],
               ask("edit", given={"provider_identifier": "19062"}, **SINCE_2018), {"value": "19062"}),
    ChangeCase("F14", "unknown code", "only codes of SHAK are used",
               [ask("edit", given={"shak": "665001"}, options={"shak_known": True}, **SINCE_2018),
                ask("edit", given={"shak": "665001"}, **SINCE_2018)],
               ask("edit", given={"shak": "665001"}, options={"shak_known": False}, **SINCE_2018),
               {"value": "665001", "day": "2026-11-21"}),
    ChangeCase("SHAK", "", "on SHAK's last day a region still states a code, the day after no more",
               [ask("edit", 20260630, given={"shak": "665001A"}, options=SHAK_2026, **SINCE_2018),
                ask("edit", 20260701, given={"shak": "665001A"}, options={"shak_end": 20270630}, **SINCE_2018),
                ask("edit", 20260701, given={"name": "x"}, options=SHAK_2026, **SINCE_2018),
                ask("edit", 20260701, given={"shak": "665001A"}, options=SHAK_2026,
                    **SINCE_2018 | {"before": ward(shak="665001A")}),
                ask("shak", 20260630, kind="shak", key="665001A", given={"name": "x"}, options=SHAK_2026),
                ask("shak", 20260701, kind="shak", key="665001A", options=SHAK_2026 | {"close": True})],
               ask("edit", 20260701, given={"shak": "665001A"}, options=SHAK_2026, **SINCE_2018),
               {"value": "665001A", "day": "2026-07-01", "last": "2026-06-30"}),
    ChangeCase("SHAK", "", "nor is a code made after the end, whatever the setting was meant to be",
               [ask("shak", 20260630, kind="shak", key="665001A", given={"name": "x"})],
               ask("shak", 20260701, kind="shak", key="665001A", given={"name": "x"}),
               {"value": "665001A", "day": "2026-07-01", "last": "2026-06-30"}),
    ChangeCase("L5", "", "a number is issued with its five data",
               [issued(), ask("number", kind="location_number", given={"note": "x"}, starts=20200101)],
               issued(given={"network": "41000035001", "region": "1082", "system_type": "225"}),
               {"fields": ["system_supplier", "administrator"]}),
    ChangeCase("N1", "no unit", "the note of a number has 254 characters at most",
               [issued(given=NUMBER_DATA | {"note": "n" * 254})], issued(given=NUMBER_DATA | {"note": "n" * 255}),
               {"field": "note", "count": 255, "most": 254}),
    ChangeCase("N1", "no unit", "the name of a SHAK code has 120",
               [ask("shak", kind="shak", key="6650", given={"name": "n" * 120})],
               ask("shak", kind="shak", key="6650", given={"name": "n" * 121}),
               {"field": "name", "count": 121, "most": 120}),
    ChangeCase("X19", "no unit", "no note holds a personal number", [issued(given=NUMBER_DATA | {"note": "010170"})],
               issued(given=NUMBER_DATA | {"note": "Læge Hansen, CPR 0101701234"}),
               {"field": "note", "value": "Læge Hansen, CPR 010170xxxx"}),
    ChangeCase("L6", "", "its flags are yes or no", [issued(given=NUMBER_DATA | {"internal": True, "active": False})],
               issued(given=NUMBER_DATA | {"internal": "ja"}), {"field": "internal"}),
    ChangeCase("L9", "no series", "a number is issued from a series", [issued(), ask("number", kind="location_number")],
               issued(options={"series": None}), {}),
    ChangeCase("L9", "other series", "a region issues its own numbers to its own units",
               [issued(), issued(options={"series": OWNER})], issued(options={"series": OTHER}),
               {"series": OTHER, "unit": UNIT, "owner": OWNER}, PRIVATE_TREE),
    ChangeCase("L9", "stated", "a number that was never issued is not stated", [ask("edit", **SINCE_2018)],
               ask("edit", options={"unissued": "5790002401473"}, **SINCE_2018), {"number": "5790002401473"}),
)  # fmt: skip


def faults(asked: Asked, around: Surroundings) -> list[Finding]:
    """What the rules about changes find in one operation."""
    return [
        rule.finding(asked.kind, asked.key, facts, asked.day, asked.to_day)
        for rule in BOOK.values()
        if rule.judge_change is not None and asked.op in rule.ops
        for facts in rule.judge_change(asked, around)
    ]
