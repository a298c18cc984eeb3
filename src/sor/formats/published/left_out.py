"""What of the register each table cannot hold, by field, so that a round trip loses nothing that is not named here.

Parts of a field stand with a dot; fields of other kinds of subject after the name of the kind. A test changes every
field of every kind and insists that a format shows it or names it.
"""

from sor.core.subject import LOCAL_ATTRIBUTES, STREET_ADDRESSES

NO_COLUMN = "the file has no column for it"
NO_TABLE = "the file lists units only"
SAME_ADDRESS = "an own address equal to the one that would be inherited is read as inherited"
UNCOMMON_PARTS = (
    "country", "country_scheme", "sublocation", "addressing_name", "subdivision", "po_box", "stairway",
)  # fmt: skip
"""Parts of an address, of whichever of the three kinds, that no table has."""
ONE_LINE = "street, house number, floor and door are one line; they come apart again where the line is plain"

SOR_CSV: dict[str, str] = {
    "open": "only units open on the day, and no day before the latest change: there is no FirstFromDate",
    "type": "written by its name; of two types with one name the one from the level's list comes back",
    "specialities": "written by their names, the main one and seven more; other markers of a speciality are lost",
    "location": "a unit that states nothing about its location number is read as having none",
    "cvr": "shown on every unit, read for the owner only, whose it is",
    **dict.fromkeys(
        (
            *LOCAL_ATTRIBUTES, "organisational_level", "reporting_level", "patients_admitted", "ambulant_activity",
            "geographic_parent", "note", "operator",
        ),
        NO_COLUMN,
    ),
    **dict.fromkeys((*STREET_ADDRESSES, "virtual_address"), SAME_ADDRESS),
    **{f"address.{part}": ONE_LINE for part in ("street", "building", "floor", "suite")},
    **{f"address.{part}": NO_COLUMN for part in (*UNCOMMON_PARTS, "additional")},
    "location_number.open": "a number is read as living while units of the file use it",
    "location_number.status": NO_COLUMN,
    **{
        f"location_number.{field}": "written by its name; the code is lost, and without a name nothing is written"
        for field in ("system_type", "system_supplier", "network")
    },
    **{
        f"location_number.{field}": "the name of a code is read as a name of its own"
        for field in ("system_type_name", "system_supplier_name", "network_name")
    },
    **dict.fromkeys(("location_number.administrator", "location_number.internal", "location_number.note"), NO_COLUMN),
    **dict.fromkeys(("edi", "shak", "place", "succession", "code"), NO_TABLE),
}  # fmt: skip

NOT_A_NUMBER = "left out where it is no number, which the field is: a word, or a key of our own (CORE §6)"
NUMBERS_OF_UNITS = (
    "organisational_level", "geographic_location", "geographic_parent", "cvr", "production_unit",
)  # fmt: skip
"""Fields of a unit that are numbers there; a type that is a word comes back by its name."""

SOR2_DAILY: dict[str, str] = {
    "operator": NO_COLUMN,
    **dict.fromkeys(NUMBERS_OF_UNITS, NOT_A_NUMBER),
    **{f"address.{part}": NOT_A_NUMBER for part in ("municipality", "street_code", "region")},
    "open": "only units open on the day or later, in trees of three levels",
    "specialities": "the main one and seven more; other markers of a speciality are lost",
    "cvr": "shown on every unit, read for the owner only, whose it is",
    **dict.fromkeys((*STREET_ADDRESSES, "virtual_address"), SAME_ADDRESS),
    **{f"address.{part}": NO_COLUMN for part in UNCOMMON_PARTS},
    "location_number.open": "a number is read as living while units of the file use it",
    **{
        f"location_number.{field}": "the file shows the region of the number only"
        for field in (
            "status", "system_type", "system_type_name", "system_supplier", "system_supplier_name", "network",
            "network_name", "administrator", "internal", "active", "note",
        )
    },
    **dict.fromkeys(("edi", "shak", "place", "succession", "code"), NO_TABLE),
}  # fmt: skip

SOR2_COMPLETE: dict[str, str] = {
    "operator": NO_COLUMN,
    "open": "a life that ended and began again: FirstFromDate joins what no source told before the first row",
    "status": "a row that is split because something above the unit changed is read as a version of its own",
    **{field: SOR2_DAILY[field] for field in ("specialities", *NUMBERS_OF_UNITS)},
    **{
        field: reason
        for field, reason in SOR2_DAILY.items()
        if field.startswith((*STREET_ADDRESSES, "virtual_address", "address."))
    },
    "succession.replaces": "written when either unit shows it; which of them did is not told",
    "succession.replaced_by": "written when either unit shows it; which of them did is not told",
    "shak": "the classification with its texts is in SHAKCOMPLETE; which unit bears which code is here",
    **{
        f"location_number.{field}": NOT_A_NUMBER
        for field in ("system_type", "system_supplier", "network", "region", "administrator")
    },
    **{f"place.{part}": NOT_A_NUMBER for part in ("municipality", "region")},
    "code": "message types, and the lists that units name, codes of our own left out; of each its Danish name and days",
}

SHAK: dict[str, str] = {
    **dict.fromkeys(
        ("shak.groups", "shak.values", "shak.status"),
        "group, operation code and day of the change, which readers demand, are written where nobody stated them",
    ),
    **dict.fromkeys(
        ("unit", "location_number", "edi", "place", "succession", "code"), "the file lists SHAK codes only"
    ),
}

EDI_TYPES: dict[str, str] = {
    "edi.send": "the file says what a number accepts",
    **dict.fromkeys(("unit", "location_number", "shak", "place", "succession", "code"), "the file lists message types"),
}
