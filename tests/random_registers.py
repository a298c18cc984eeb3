"""Small registers with a random past, for properties of exports: units that move, inherit, close and open again,
location numbers, successions, code lists that change, and days that pass.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from sor.core.canonical import encode
from sor.core.day import OPEN
from sor.core.identifiers import sor_code
from sor.core.statement import Draft
from sor.core.subject import succession_key
from sor.register import Register, Submission
from sor.store.append import LineDraft
from tests.conftest import StandingClock

CODES = [sor_code(9_000_000 + n) for n in range(6)]
NUMBERS = ["5790000121526", "5790000120000"]
DAYS = [20261020, 20261101, 20261102, 20261105, 20261201, 20270101]

ADDRESSES = [{"street": street, "municipality": "0810"} for street in ("Nygade", "Østergade")]
VALUES: dict[str, Any] = {
    "name": st.sampled_from(["Anna", "Bodil", "Clara"]),
    "level": st.sampled_from(["IO", "HI", "OU"]),
    "type": st.sampled_from(["550891000005100", "394761003"]),
    "parent": st.sampled_from(CODES),
    "postal_address": st.sampled_from(ADDRESSES),
    "visiting_address": st.sampled_from(ADDRESSES),
    "virtual_address": st.sampled_from([{"phone": "98765432"}, {"phone": "12345678"}]),
    "cvr": st.sampled_from(["13585628", "35095748"]),
    "location": st.sampled_from(
        [{"state": "Inherited"}, {"state": "None"}, *({"state": "Own", "number": number} for number in NUMBERS)]
    ),
    "geographic_location": st.sampled_from(["plads-1"]),
    "open": st.booleans(),
}


@st.composite
def unit_drafts(
    draw: st.DrawFn, values: Mapping[str, st.SearchStrategy[Any]] = VALUES, days: Sequence[int] = DAYS
) -> tuple[str, str, list[Draft]]:
    """What one entry says of a unit."""
    stated = {}
    for field in draw(st.lists(st.sampled_from(sorted(values)), min_size=1, max_size=4, unique=True)):
        value = draw(st.one_of(st.none(), values[field])) if field != "open" else draw(values[field])
        stated[field] = Draft(field, draw(st.sampled_from(days)), OPEN, 0, encode(value))
    return "unit", draw(st.sampled_from(CODES)), list(stated.values())


@st.composite
def other_drafts(draw: st.DrawFn) -> tuple[str, str, list[Draft]]:
    """What one entry says of a number, a succession, a place or a code."""
    day = draw(st.sampled_from(DAYS))
    is_open = says("open", day, draw(st.booleans()))
    kind = draw(st.sampled_from(["location_number", "succession", "place", "code"]))
    if kind == "location_number":
        return kind, draw(st.sampled_from(NUMBERS)), [is_open, says("system_type", day, draw(st.sampled_from("12")))]
    if kind == "succession":
        old, new = draw(st.sampled_from(CODES)), draw(st.sampled_from(CODES))
        return kind, succession_key(old, new), [is_open, says("replaces", day, True)]
    if kind == "place":
        return kind, "plads-1", [is_open, says("name", day, draw(st.sampled_from(["Havnen", "Torvet"])))]
    which = draw(st.sampled_from(["entity_type/394761003", "municipality/0810"]))
    column, value = ("name_da", "klinik") if which.startswith("entity_type") else ("region", "1081")
    return kind, which, [is_open, says(column, day, value + draw(st.sampled_from("12")))]


def says(field: str, day: int, value: Any) -> Draft:
    """A statement that a field holds a value from a day on."""
    return Draft(field, day, OPEN, 0, encode(value))


def entries_of(*lines: st.SearchStrategy[tuple[str, str, list[Draft]]]) -> st.SearchStrategy[Any]:
    """Days that pass before each entry, and what it says."""
    several = st.lists(st.one_of(*lines), min_size=1, max_size=4, unique_by=lambda line: line[:2])
    return st.lists(st.tuples(st.integers(0, 3), several), min_size=1, max_size=6)


entries = entries_of(unit_drafts(), unit_drafts(), other_drafts())


def live(register: Register, clock: StandingClock, history: Sequence[tuple[int, Any]]) -> None:
    """Let a register live through a history. Each unit is born once, so that most are alive."""
    begin = [LineDraft("code", "entity_type/550891000005100", [says("open", 10101, True)], before={})]
    begin += [
        LineDraft("unit", code, [says("open", 20261020, True), says("level", 20261020, level)], before={})
        for code, level in zip(CODES, ("IO", "HI", "OU", "OU"), strict=False)
    ]
    register.submit(Submission(begin, "anna", "rest"))
    go_on(register, clock, history)


def go_on(register: Register, clock: StandingClock, history: Sequence[tuple[int, Any]], channel: str = "rest") -> None:
    """Let what a history tells happen."""
    for days, lines in history:
        clock.pass_days(days)
        register.submit(Submission([LineDraft(*line) for line in lines], "anna", channel))
