"""What SOR XML 1.0.0 demands of its elements: type, length, pattern, and which must be there (facts, sections 3 and 4).

One table for the writer, which leaves out or cuts what does not fit and says so, and for the schema.
"""

import re
from typing import Any, NamedTuple

from sor.core.identifiers import LONGEST_NUMBER
from sor.formats.sor_xml.tables import MAIN_SPECIALITY, UNIT_ELEMENTS, XmlVersion
from sor.formats.xml_tables.elements import FLAGS, Block, ElementGroup, Leaf, Several, key_parts, local
from sor.formats.xml_tables.reading import Raw


class Limit(NamedTuple):
    """What the text of an element must be. type: of XML Schema; cut: words that are cut where they are too long."""

    type: str = "xs:string"
    least: int = 0
    most: int | None = None
    pattern: str = ""
    cut: bool = False

    def fits(self, text: str) -> bool:
        """Whether a text may stand there."""
        if self.type == "xs:date":
            return bool(_DATE.fullmatch(text))
        within = self.least <= len(text) and (self.most is None or len(text) <= self.most)
        return within and (not self.pattern or re.fullmatch(self.pattern, text) is not None)


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONG, DATE = Limit("xs:long", pattern=f"[0-9]{{1,{LONGEST_NUMBER}}}"), Limit("xs:date")


def words(most: int) -> Limit:
    """Free words of at most so many characters."""
    return Limit(least=1, most=most, cut=True)


def text(least: int, most: int) -> Limit:
    """A text that loses its meaning when it is cut."""
    return Limit(least=least, most=most)


LIMITS: dict[str, Limit] = {
    **dict.fromkeys(
        (
            "SorIdentifier", "OwnerType", "InstitutionType", "UnitType", "EanLocationCode", "SystemSupplier",
            "SystemType", "CommunicationSupplier", "RegionCode", "EdiAdministrator", "SpecialityCode", "SpecialityType",
            "GeographicalParentRelation", "GeographicalParentSorIdentifier",
        ),
        LONG,
    ),
    **dict.fromkeys(("FromDate", "ToDate", "UpdatedAt", "FirstFromDate"), DATE),
    "EntityName": words(60), "LocalCode": text(1, 20), "PharmacyIdentifier": text(1, 20), "ShakIdentifier": text(4, 7),
    "ProviderIdentifier": text(1, 9), "SorNote": Limit(most=254, cut=True), "Stairway": words(40),
    "Website": text(1, 254), "TelephoneNumberIdentifier": text(8, 20), "FaxNumberIdentifier": text(8, 20),
    **{f"LocalAttribute{n}": text(1, 20) for n in range(1, 6)},
    "EmailAddressIdentifier": Limit(pattern=r"([^>\(\)\[\]\\,;:@\s]{0,191}@[^>\(\)\[\]\\,;:@\s]{1,64})"),
    "MailDeliverySublocationIdentifier": words(34), "StreetName": words(40), "StreetNameForAddressingName": words(20),
    "StreetBuildingIdentifier": Limit(pattern=r"[1-9][0-9]{0,2}[A-Z]?"),
    "FloorIdentifier": Limit(pattern=r"[1-9][0-9]?|kl|KL|st|ST|[kK][2-9]"),
    "SuiteIdentifier": text(1, 4), "DistrictSubdivisionIdentifier": words(34),
    "PostOfficeBoxIdentifier": Limit("xs:positiveInteger", pattern=r"[1-9][0-9]{0,3}"),
    "PostCodeIdentifier": Limit(pattern=r"[0-9]{4}"), "DistrictName": words(20),
    "CountryIdentificationCode": Limit(pattern=r"[A-Za-z]{2,3}|[0-9]{3,4}"),
}  # fmt: skip
SCHEMES = {
    "iso3166-alpha2": "[A-Za-z]{2}", "iso3166-alpha3": "[A-Za-z]{3}", "un-numeric3": "[0-9]{3}", "imk": "[0-9]{4}",
}  # fmt: skip

REQUIRED: dict[str, frozenset[str]] = {
    "InstitutionOwner": frozenset(
        {
            "SorIdentifier", "EntityName", "OwnerType", "PostalAddressInformation", "VirtualAddressInformation",
            "SorStatus",
        }
    ),
    "HealthInstitution": frozenset(
        {"SorIdentifier", "EntityName", "InstitutionType", "OptionalEanLocationCode", "SorStatus"}
    ),
    "OrganizationalUnit": frozenset(
        {"SorIdentifier", "EntityName", "OptionalEanLocationCode", "GeographicalParent", "SorStatus"}
    ),
    "EanLocationCodeEntity": frozenset(
        {
            "EanLocationCode", "OnlyInternalIndicator", "NonActiveIndicator", "SystemSupplier", "SystemType",
            "CommunicationSupplier", "RegionCode", "EdiAdministrator",
        }
    ),
    "GeographicalParent": frozenset({"GeographicalParentRelation"}),
    **dict.fromkeys(
        ("PostalAddressInformation", "VisitingAddressInformation", "ActivityAddressInformation"),
        frozenset({"AddressPostal"}),
    ),
    "AddressPostal": frozenset({"StreetName", "StreetBuildingIdentifier", "PostCodeIdentifier", "DistrictName"}),
    "VirtualAddressInformation": frozenset({"TelephoneNumberIdentifier"}),
    "SorStatus": frozenset({"FromDate", "FirstFromDate"}),
    "ClinicalSpeciality": frozenset({"SpecialityCode", "SpecialityType"}),
    "OrganizationalUnitInformation": frozenset(
        {"AmbulantActivityIndicator", "PatientsAdmittedIndicator", "ReportingLevelIndicator"}
    ),
}  # fmt: skip
"""What must stand in an element, by its name."""

MOST = {"ClinicalSpeciality": 8}
OWN_PLACE, PLACE_OF_PARENT, PLACE_OF_ANOTHER = "1", "2", "3"

Told = list[tuple[str, str]]
"""What does not fit: the field and the reason."""


def fit_values(version: XmlVersion, level: str, stated: Raw, *, in_hospital: bool) -> tuple[Raw | None, Told]:
    """A unit's values as version 1.0.0 may show them, and what it does not show; no values when it cannot show the unit
    at all. in_hospital: whether the unit stands below a hospital, where alone units have a type.
    """
    told: Told = []
    raw = dict(stated)
    if level == "OU" and "type" in raw and not in_hospital:
        del raw["type"]
        told.append(("type", "a unit outside a hospital has no UnitType"))
    if level != "IO":
        raw["geographic_parent"] = shown = state_parent(raw)
        if stated.get("geographic_parent") not in (None, {}, shown):
            told.append(
                ("geographic_parent", f"written as {_spell_place(shown)}: {_spell_place(stated['geographic_parent'])}")
            )
    if "specialities" in raw:
        raw["specialities"] = _specialities(raw["specialities"], told)
    parts = tuple(placed.part for placed in version.unit if level in placed.levels)
    found = _inside(Block(UNIT_ELEMENTS[level], "", parts), raw, "", told)
    if found is None:
        return None, told
    keys = {part.key for part in key_parts(parts)}
    return {key: value for key, value in raw.items() if key not in keys} | found, told


def state_parent(raw: Raw) -> Raw:
    """Where a unit lies, as version 1.0.0 always says: on the premises of another unit, which is named, at a place of
    its own, or at that of the unit above.
    """
    stated = {part: text for part, text in (raw.get("geographic_parent") or {}).items() if LONG.fits(text)}
    if "parent" in stated:
        return {"relation": PLACE_OF_ANOTHER, "parent": stated["parent"]}
    if stated.get("relation", PLACE_OF_ANOTHER) != PLACE_OF_ANOTHER:
        return stated
    return {"relation": OWN_PLACE if raw.get("geographic_location") else PLACE_OF_PARENT}


def _spell_place(place: Raw) -> str:
    return " ".join(f"{part} {text}" for part, text in place.items())


def _specialities(stated: Any, told: Told) -> list[Raw]:
    kept = [one for one in stated if one.get("type") and LIMITS["SpecialityCode"].fits(str(one.get("code", "")))]
    for one in stated:
        if one not in kept:
            told.append(
                ("specialities", f"the SpecialityType of a further speciality is not public: {one.get('code')}")
            )
    kept.sort(key=lambda one: one["type"] != MAIN_SPECIALITY)
    for one in kept[MOST["ClinicalSpeciality"] :]:
        told.append(("specialities", f"there is room for eight: {one['code']}"))
    return kept[: MOST["ClinicalSpeciality"]]


def _inside(part: Block | ElementGroup, raw: Raw, field: str, told: Told) -> Raw | None:
    """What of an element's parts may stand there; none when something is missing that must be there."""
    found: Raw = {}
    there: set[str] = set()
    for inner in part.parts:
        name = local(inner.name)
        if isinstance(inner, ElementGroup):
            held = [leaf.key for leaf in key_parts(inner.parts) if leaf.key in raw]
            some = _fit_group(inner, held, raw, field, told) if held else {}
            if some:
                found |= some
                there.add(name)
            continue
        if raw.get(inner.key) in (None, "", [], ()):
            continue
        value = _value(inner, raw[inner.key], raw, field or inner.key, told)
        if value is not None:
            found[inner.key] = value
            there.add(name)
    if "country_scheme" in raw and "country" in found:
        found["country_scheme"] = raw["country_scheme"]
    missing = sorted(REQUIRED.get(local(part.name), frozenset()) - there)
    if missing:
        told.append((field, f"{local(part.name)} is left out: it must have {' and '.join(missing)}"))
        return None
    return found


def _fit_group(part: ElementGroup, held: list[str], raw: Raw, field: str, told: Told) -> Raw:
    """The same of an element that is no field of its own: where it is left out, so is each field that it holds."""
    inside: Told = []
    found = _inside(part, raw, field, inside)
    if found is not None:
        told += inside
        return found
    reason = inside[-1][1]
    told += [*inside[:-1], *dict.fromkeys((field or key, reason) for key in held)]
    return {}


def _value(part: Leaf | Block | Several, value: Any, raw: Raw, field: str, told: Told) -> Any:
    """A value as it may stand in its element; none when it may not."""
    if isinstance(part, Block):
        found = _inside(part, value, field, told)
        if found is None and local(part.name) == "OptionalEanLocationCode":
            return {}
        return found
    if isinstance(part, Several):
        each = part.each
        fitting = [_value(each, one, raw, field, told) for one in value]
        return [one for one in fitting if one is not None]
    name = local(part.name)
    limit = LIMITS.get(name)
    if limit is None or part.form in FLAGS:
        return value
    if name == "CountryIdentificationCode":
        limit = Limit(pattern=SCHEMES.get(raw.get("country_scheme", "iso3166-alpha2"), "$^"))
    text = str(value)
    if limit.fits(text):
        return value
    if name == "StreetBuildingIdentifier" and limit.fits(text.replace(" ", "").upper().lstrip("0")):
        written = text.replace(" ", "").upper().lstrip("0")
    elif limit.cut and limit.most is not None and text.strip():
        written = text[: limit.most]
    else:
        told.append((field, f"{name} is left out: {text!r} does not fit"))
        return None
    told.append((field, f"{name} is written as {written!r}: {text!r} does not fit"))
    return written
