"""The location number of a unit: L1 to L4, L13. Any level may have one of its own (L7, L8)."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from sor.core.finding import ERROR, WARNING
from sor.core.identifiers import location_number_digit, location_number_problem
from sor.rules.asked import Asked
from sor.rules.field_levels import mandatory_on
from sor.rules.rule import NOTHING, Facts, change_rule, make_reported_rule, rule
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

STATES = frozenset({"Own", "None", "Inherited"})

_problem = lru_cache(maxsize=65536)(location_number_problem)


@rule("L1", field="location", holds="location", about=lambda sort: sort.state not in STATES)
def has_one_of_three_states(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Lokationsnummeret på {key} har tilstanden »{value}«, som hverken er eget (Own), intet (None) eller nedarvet
    (Inherited).

    The location number of {key} has the state "{value}", which is none of Own, None and Inherited.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    yield {"value": unit.state or ""}


@change_rule("L1", "create", case="no state", field="location")
def tells_the_state_of_its_number(asked: Asked, around: Surroundings) -> Iterator[Facts]:
    """Den nye enhed {key} oplyser ikke, om den har eget, intet eller nedarvet lokationsnummer.

    The new unit {key} does not tell whether it has a location number of its own, none, or inherits one.

    Mandatory at every level when a unit is created. Files are not asked: lists of units have a column for numbers, and
    an empty cell there says nothing.

    Source (D/I): nspop 99442840 and 99449774 (SORUS use case 1, test protocol)
    """
    unit = asked.after
    if unit is not None and unit.level in mandatory_on("location") and unit.state is None:
        yield {}


@rule("L2", field="location", states=["Own"], reads=["open"])
def is_the_only_unit_with_its_number(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Lokationsnummeret {number} står både på {key} og på {other}.

    Location number {number} is stated by both {key} and {other}.

    Inheriting a number is not stating it. Only the days on which both units live count.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    if len(others := around.others_stating(unit)) == 1:
        yield {"number": unit.number, "other": others[0].key}


@rule("L2", case="several", field="location", states=["Own"], reads=["open"])
def is_not_one_of_many_with_its_number(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Lokationsnummeret {number} står på {key} og på {count} andre enheder, blandt andet {other}.

    Location number {number} is stated by {key} and by {count} other units, {other} among them.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    if len(others := around.others_stating(unit)) > 1:
        yield {"number": unit.number, "count": len(others), "other": others[0].key}


@rule("L2", case="no number", field="location", states=["Own"])
def states_a_number_when_it_is_its_own(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} har eget lokationsnummer, men nummeret er ikke oplyst.

    Unit {key} has a location number of its own, but the number is not given.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    if not unit.number:
        yield {}


@rule("L2", case="not its own", field="location", states=["None", "Inherited"])
def states_a_number_only_when_it_is_its_own(unit: UnitFacts, around: Surroundings) -> Iterable[Facts]:
    """Enheden {key} oplyser lokationsnummeret {number}, men har tilstanden {value}; kun et eget nummer oplyses.

    Unit {key} states the location number {number}, but its state is {value}; only a number of its own is stated.

    Source (D/I): nspop 99442840 and 99449774 (SORUS use case 1, test protocol)
    """
    return [{"number": unit.number, "value": unit.state}] if unit.number else NOTHING


@rule("L3", field="location", states=["Inherited"], reads=["parent"], reads_above=["location", "parent"])
def has_a_number_to_inherit(unit: UnitFacts, around: Surroundings) -> Iterable[Facts]:
    """Enheden {key} arver sit lokationsnummer, men ingen enhed over den har et.

    Unit {key} inherits its location number, but no unit above it has one.

    Silent where a parent is unknown: that is H2's matter, and nobody knows what stands above.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    return [{}] if around.has_nothing_to_inherit(unit) else NOTHING


@rule("L4", field="location", states=["Own"])
def has_a_well_formed_number(unit: UnitFacts, around: Surroundings) -> Iterable[Facts]:
    """Lokationsnummeret {value} på {key} er forkert: det skal have 13 cifre, og det sidste er et kontrolciffer (GS1).

    Location number {value} of {key} is wrong: it must have 13 digits, the last being a check digit (GS1).

    Source (D/I): hl7dk/dk-core GLNIdentifier; the numbers in SOR's sample files pass
    """
    if not unit.number or not _problem(unit.number) or location_number_digit(unit.number):
        return NOTHING
    return [{"value": unit.number}]


@rule("L4", case="check digit", field="location", states=["Own"])
def has_a_number_with_its_check_digit(unit: UnitFacts, around: Surroundings) -> Iterable[Facts]:
    """Lokationsnummeret {value} på {key} er forkert: kontrolcifferet, det sidste, skulle være {digit}, hvis de andre
    cifre er rigtige.

    Location number {value} of {key} is wrong: the check digit, its last, should be {digit} if the other digits are
    right.

    Source (D/I): hl7dk/dk-core GLNIdentifier; the numbers in SOR's sample files pass
    """
    if not unit.number or not _problem(unit.number) or not (digit := location_number_digit(unit.number)):
        return NOTHING
    return [{"value": unit.number, "digit": digit}]


USED_BEFORE = make_reported_rule(
    "L13",
    """Lokationsnummeret {number} har været brugt af {other} og gives ikke til en anden part eller et andet sted
    ({key}). Udsted et nyt. Overtager {key} stedet, så notér, at {key} afløser {other} (en ny enhed oprettes da uden
    nummeret og får det, når afløsningen er noteret), eller lad {other} afgive nummeret i samme sæt; ellers kan kun
    registermyndigheden tildele det, med en begrundelse.

    Location number {number} was used by {other} and is not given to another party or place ({key}). Issue a new one. If
    {key} takes the place over, note that {key} replaces {other} (a new unit is then made without the number and gets it
    once the replacement is noted), or let {other} give the number up in the same set; otherwise only the register
    authority assigns it, with a reason.

    In force since 1 July 2022. The same unit may use its number again.

    Source (D): gs1.org, GLN non-reuse (GSCN 20-061)
    """,
    field="location",
    severity=ERROR,
)

USED_BEFORE_WITHOUT_REASON = make_reported_rule(
    "L13",
    """Lokationsnummeret {number} har været brugt af {other}. Skriv en begrundelse (»reason«) for at tildele det til
    {key}. I SORUS er der ikke plads til en: send ændringen over REST eller med »sor submit«.

    Location number {number} was used by {other}. Write a reason ("reason") for assigning it to {key}. SORUS has no
    place for one: send the change over REST or with "sor submit".

    Source: this project
    """,
    case="no reason",
    field="location",
    severity=ERROR,
)

USED_BEFORE_IN_A_FILE = make_reported_rule(
    "L13",
    """Filen giver {key} lokationsnummeret {number}, som {other} brugte til og med {last}. Et brugt nummer gives ikke
    til en anden part eller et andet sted.

    The file gives {key} the location number {number}, which {other} used until {last}. A used number is not given to
    another party or place.

    Loaded as the file says: rules bind those who send changes.

    Source (D): gs1.org, GLN non-reuse (GSCN 20-061)
    """,
    case="file",
    field="location",
    severity=WARNING,
)
