"""Units as answers hold them, of every shape and with every awkward text, for the tests of SORLS's tables."""

from typing import Any

from hypothesis import strategies as st

TEXTS = st.one_of(
    st.sampled_from(["&", "<", "]]>", "\r", "a\r\nb", "\t", '"quoted"', "æøå", "\u00a0", "  ", ""]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=10),
)
CODES = st.integers(1, 10**18 - 1).map(str)
DAYS = st.dates().map(str)
FLAGS = st.booleans()


def some(required: dict[str, Any], optional: dict[str, Any]) -> Any:
    return st.fixed_dictionaries(required, optional=optional)


INHERITED: dict[str, Any] = {"inherited": FLAGS, "source": CODES}
METRES = st.one_of(st.floats(-1e6, 1e7), st.sampled_from(["0", "6230000.5", "abc"]), st.none())
ADDRESS = some(
    INHERITED,
    dict.fromkeys(
        (
            "stairway", "sublocation", "street", "addressing_name", "building", "floor", "suite", "subdivision",
            "po_box", "postcode", "district", "municipality", "street_code", "region", "country", "country_scheme",
        ),
        TEXTS,
    )
    | {"north": METRES, "east": METRES},
)  # fmt: skip
VIRTUAL_ADDRESS = some(INHERITED, dict.fromkeys(("email", "website", "phone", "fax"), st.one_of(TEXTS, st.none())))
LOCATION = some(
    {"state": st.sampled_from(["Own", "None", "Inherited"])},
    INHERITED
    | dict.fromkeys(("system_supplier", "system_type", "network", "region", "administrator", "note"), TEXTS)
    | {"internal": FLAGS, "active": FLAGS},
)
NUMBERED = st.tuples(LOCATION, st.one_of(st.none(), TEXTS)).map(
    lambda given: given[0] | ({"number": given[1], "source": "1"} if given[1] else {})
)
SPECIALITY = some({"code": TEXTS, "main": FLAGS}, {"type": TEXTS})
UNIT = some(
    {
        "code": CODES,
        "valid_from": DAYS,
        "valid_to": st.one_of(st.none(), DAYS),
        "replaces": st.lists(CODES, max_size=3),
        "replaced_by": st.lists(CODES, max_size=3),
    },
    dict.fromkeys(
        (
            "name", "type_name", "pharmacy_identifier", "provider_identifier", "local_code", "cvr", "production_unit",
            "organisational_level", "shak", "note",
        ),
        TEXTS,
    )
    | dict.fromkeys(("type", "parent", "geographic_location"), st.one_of(CODES, TEXTS))
    | dict.fromkeys(("reporting_level", "patients_admitted", "ambulant_activity"), FLAGS)
    | dict.fromkeys(("first_from", "updated"), DAYS)
    | dict.fromkeys(("activity_address", "visiting_address", "postal_address"), ADDRESS)
    | {
        "level": st.sampled_from(["IO", "HI", "OU", "??"]),
        "virtual_address": VIRTUAL_ADDRESS,
        "location": NUMBERED,
        "local_attributes": st.dictionaries(st.sampled_from("12345"), TEXTS),
        "specialities": st.lists(SPECIALITY, max_size=3),
        "geographic_parent": st.one_of(st.none(), some({}, {"relation": TEXTS, "parent": CODES})),
    },
)  # fmt: skip
SHAK = st.one_of(
    st.none(),
    some(
        {"valid_from": DAYS, "valid_to": st.one_of(st.none(), DAYS)},
        {
            "name": TEXTS,
            "institution_kind": TEXTS,
            "ownership": TEXTS,
            "specialities": st.lists(TEXTS, max_size=3),
            "status": some({}, {"updated": DAYS}),
        },
    ),
)
