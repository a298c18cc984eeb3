"""Who may, through the pages: each role at each kind of place is offered, and answered, what the table written by hand
says.
"""

from collections.abc import Iterator

import pytest

from sor.access.authority import Place
from sor.desk.actors import Actors
from tests.access.test_authority import expected
from tests.endpoints.web.edit.conftest import Site, place_of
from tests.endpoints.web.login.conftest import csrf_in

pytestmark = pytest.mark.slow

OF_A_UNIT = ("edit", "move", "replace", "merge", "close")
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


@pytest.mark.parametrize(
    ("user", "role"),
    [
        ("sds", "authority"), ("region-1082", "region"), ("kommune-0707", "municipality"), ("klinik", "private"),
        ("stat-", "state"), ("medcom", "medcom"), ("leverandoer", "vendor"),
    ],
)  # fmt: skip
def test_each_role_is_offered_and_answered_what_the_table_says(site: Site, user: str, role: str) -> None:
    user = next(one.id for one in Actors(site.register).listed() if one.id.startswith(user))
    whose = None if role in ("authority", "medcom") else place_of(site, user)
    browser, before, wrong = site.of(user), site.register.serial(), []
    mark = {"csrf": csrf_in(browser.get("/me").text), "action": "preview"}
    seen = 0
    for unit, place, is_own in places(site, whose):
        page = browser.get(f"/units/{unit}").text
        for op in OF_A_UNIT:
            may, address = expected(role, op, place, is_own=is_own), f"/units/{unit}/{op}"
            told = (
                f'href="{address}"' in page,
                browser.get(address).status_code == 200,
                browser.post(address, data=mark).status_code != 403,
            )
            seen += 1
            if told != (may, may, may):
                wrong.append((op, place, told))
    assert wrong == []
    assert seen >= 5 * len(OF_A_UNIT)
    assert site.register.serial() == before
