"""Random sets of changes over the scene, for properties of submissions."""

from typing import Any

from hypothesis import strategies as st

from tests.changes.scene import ADDRESS, CLINIC, COPENHAGEN, DEPARTMENT, SUPPLEMENT

UNITS = ("region", "hospital", "heart", "ward", "lungs", "owner", "clinic", "feet")
DAYS = ("2026-11-01", "2026-11-03", "2026-11-10", "2026-12-01", "2027-01-15")

units = st.sampled_from([f"@{name}" for name in UNITS])
days = st.sampled_from(DAYS)
SILKEBORG = {"postcode": "8600", "district": "Silkeborg", "municipality": "0740"}
addresses = st.sampled_from([ADDRESS | {"street": "Vest"}, ADDRESS | COPENHAGEN, ADDRESS | SILKEBORG])
numbers = st.sampled_from(["@n1", "@n2", "@n3"])
texts = st.sampled_from([None, "a", "b"])
values: dict[str, st.SearchStrategy[Any]] = {
    "name": st.sampled_from(["Anna", "Bo"]),
    "postal_address": st.one_of(st.just("inherit"), addresses),
    "visiting_address": st.one_of(st.just("inherit"), addresses),
    "activity_address": st.one_of(st.just("inherit"), addresses),
    "virtual_address": st.sampled_from([None, {"phone": "11111111"}, {"phone": "22222222"}]),
    "location": st.one_of(
        st.sampled_from(["inherit", {"state": "None"}]), numbers.map(lambda one: {"state": "Own", "number": one})
    ),
    "shak": st.sampled_from([None, "960001", "960002"]),
    "type": st.sampled_from([DEPARTMENT, SUPPLEMENT, CLINIC]),
    "cvr": st.sampled_from([None, "29190925", "35095748"]),
    "provider_identifier": st.sampled_from([None, "019062", "019063"]),
    "geographic_parent": st.one_of(st.none(), units.map(lambda one: {"parent": one})),
    "operator": st.one_of(st.none(), units.map(lambda one: {"unit": one, "agreement": "Aftale 7"})),
    "specialities": st.sampled_from([None, ["408478003"], ["394579002", "408478003"]]),
    **dict.fromkeys(("reporting_level", "patients_admitted", "ambulant_activity"), st.booleans()),
    **dict.fromkeys(
        ("geographic_location", "local_code", "note", "organisational_level", "pharmacy_identifier", "production_unit"),
        texts,
    ),
    **{f"local_attribute_{n}": texts for n in range(1, 6)},
}
"""What each field of a unit may be set to; some of it against the rules."""


@st.composite
def value_sets(draw: st.DrawFn) -> dict[str, Any]:
    """What an edit sets."""
    fields = draw(st.lists(st.sampled_from(sorted(values)), min_size=1, max_size=3, unique=True))
    return {field: draw(values[field]) for field in fields}


DRAWN: set[str] = set()
"""The operations that sets have."""


def _op(name: str, **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    DRAWN.add(name)
    return st.fixed_dictionaries({"op": st.just(name), **parts})


entries = st.integers(2, 8)
MESSAGE = {"standard": "EDIFACT", "version": "D01", "direction": "send"}
changes = st.one_of(
    _op("edit", unit=units, set=value_sets(), later=st.sampled_from(["leave", "carry", "withdraw"]), **{"from": days}),
    _op("edit", unit=units, set=value_sets(), to=st.sampled_from(["2026-12-24", "2027-02-01"]), **{"from": days}),
    _op("move", unit=units, parent=units, **{"from": days}),
    _op("close", unit=units, branch=st.booleans(), **{"from": days}),
    _op("replace", unit=st.lists(units, min_size=1, max_size=2), by=st.lists(units, min_size=1, max_size=1),
        **{"from": days}),
    _op("merge", unit=units, absorb=st.lists(units, min_size=1, max_size=1),
        carry=st.sampled_from([[], ["children"], ["children", "location"]]), **{"from": days}),
    _op("correct", unit=units, set=value_sets(), to=st.sampled_from(["2026-11-20", "2027-03-01"]), **{"from": days}),
    _op("withdraw", entry=entries, branch=st.booleans()),
    _op("undo", entry=entries),
    _op("reschedule", entry=entries, **{"from": days}),
    _op("annul", unit=units),
    _op("confirm", unit=units),
    _op("number", location_number=numbers, set=st.fixed_dictionaries({"note": texts}), **{"from": days}),
    _op("number", location_number=numbers, unit=units, close=st.just(True), **{"from": days}),
    _op("shak", code=st.sampled_from(["960001", "960002"]), set=st.fixed_dictionaries({"name": texts}),
        **{"from": days}),
    _op("shak", code=st.sampled_from(["960001", "960002"]), close=st.just(True), **{"from": days}),
    _op("edi", location_number=numbers, **{"from": days},
        set=st.fixed_dictionaries({"messages": st.lists(st.just(MESSAGE), max_size=1)})),
    _op("create", level=st.just("OU"), parent=units, set=st.just(
        {"name": "Ny", "type": DEPARTMENT, "location": "inherit", "reporting_level": True, "patients_admitted": True,
         "ambulant_activity": True}), **{"from": days}),
)  # fmt: skip

sets = st.lists(
    st.tuples(st.integers(0, 4), st.lists(changes, min_size=1, max_size=2)),
    min_size=1,
    max_size=6,
)
"""(days that pass before, the changes of one set)."""
