"""Who may, through the pages: each role at each kind of place is offered, and answered, what the table written by hand
says, of every operation that has a form.
"""

from collections.abc import Iterator

import pytest

from sor.access.authority import Place
from sor.core.shapes import Value
from sor.desk.actors import Actors
from sor.rules.hierarchy import LEVEL_BELOW
from tests.access.test_authority import expected
from tests.endpoints.web.edit.conftest import Site, place_of
from tests.endpoints.web.login.conftest import csrf_in

pytestmark = pytest.mark.slow

OF_A_UNIT = ("edit", "move", "replace", "merge", "close")
OF_AN_ENTRY = ("withdraw", "reschedule", "undo")
BESIDE = 3
"""Units of each kind of place that are asked about: of the role's own owner and of others."""


def places(site: Site, whose: str | None) -> Iterator[tuple[str, Place, bool]]:
    """(unit, place, whether it is an owner's own) of some open units of each kind of place, theirs and others'."""
    actors, told = Actors(site.register), dict[tuple[object, ...], int]()
    hits = site.search("", limit=3000)
    for unit in hits:
        place = actors.place_of(unit)
        is_own = place.owner == whose
        kind = (place.level, place.owner_kind, place.hospital, is_own)
        if told.setdefault(kind, 0) < (BESIDE if is_own else 1):
            told[kind] += 1
            yield unit, place, is_own


def below(unit: str, place: Place) -> Place | None:
    """The place of a new unit below another one; None where nothing may stand."""
    level = LEVEL_BELOW.get(place.level or "")
    return None if level is None else place._replace(key="new", level=level, above=(unit, *place.above))


def planned(site: Site, units: list[str]) -> int:
    """The serial of an entry that says something of each of some units from a day to come on, written today."""
    edits: list[Value] = [
        {"op": "edit", "unit": unit, "from": "2027-06-01", "set": {"note": "planlagt"}} for unit in units
    ]
    outcome = site.register.change({"reason": "prøve", "changes": edits}, "sds", "web")
    assert outcome.serial is not None, outcome.findings
    return outcome.serial


@pytest.mark.parametrize(
    ("user", "role"),
    [
        ("sds", "authority"), ("region-1082", "region"), ("kommune-0707", "municipality"), ("klinik", "private"),
        ("stat-", "state"), ("medcom", "medcom"), ("leverandoer", "vendor"),
    ],
)  # fmt: skip
def test_each_role_is_offered_and_answered_what_the_table_says(site: Site, user: str, role: str) -> None:
    user = next(one.id for one in Actors(site.register).list_all() if one.id.startswith(user))
    whose = None if role in ("authority", "medcom") else place_of(site, user)
    asked = list(places(site, whose))
    entry = planned(site, [unit for unit, _, _ in asked])
    browser, before, wrong, seen = site.of(user), site.register.serial(), [], 0
    kinds: set[tuple[object, ...]] = set()
    mark = {"csrf": csrf_in(browser.get("/me").text), "action": "preview"}
    for unit, place, is_own in asked:
        page = browser.get(f"/units/{unit}").text
        forms = {op: (f"/units/{unit}/{op}", expected(role, op, place, is_own=is_own)) for op in OF_A_UNIT}
        kind = (place.level, place.owner_kind, place.hospital, is_own)
        if kind not in kinds:  # of the others one of each kind tells enough
            kinds.add(kind)
            forms |= {
                op: (f"/entries/{entry}/{op}?unit={unit}", expected(role, op, place, is_own=is_own))
                for op in OF_AN_ENTRY
            }
            new, is_owner = below(unit, place), place.level == "IO"
            may_make = new is not None and expected(role, "create", new, is_own=is_own)
            may_copy = expected(role, "create", place, is_own=is_own and not is_owner)
            forms |= {"create": (f"/units/new?parent={unit}", may_make), "copy": (f"/units/{unit}/copy", may_copy)}
        for op, (address, may) in forms.items():
            sent = mark | ({"parent": unit} if op == "create" else {})
            told = (
                f'href="{address}"' in page,
                browser.get(address).status_code != 403,
                browser.post(address.partition("?parent")[0], data=sent).status_code != 403,
            )
            seen += 1
            if told != (may, may, may):
                wrong.append((op, place, told))
    assert wrong == []
    assert seen >= 5 * len(OF_A_UNIT)
    assert len(kinds) >= 5
    assert site.register.serial() == before
