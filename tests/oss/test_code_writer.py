"""SOR codes written to FK-ORG, against the simulator, which others wrote: signed, read before written, whole."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, time

import pytest

from sor.clock import Clock
from sor.core.day import DENMARK
from sor.core.identifiers import sor_code
from sor.oss.code_writer import SoapWriter
from sor.oss.graphql_source import GraphqlSource, OrgCaller
from sor.oss.org_unit import SOR_CODE, OrgUnit
from sor.oss.source import SourceFault
from tests.oss.simulator.simulated import BEGIN, CVR, Running, municipality, run

pytestmark = pytest.mark.slow

MORNING = Clock(datetime.combine(BEGIN, time(9), DENMARK))
"""Before the noon at which the simulator answers."""

FIRST, SECOND = sor_code(4711), sor_code(4712)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with run(tmp_path_factory.mktemp("oss") / "sor.oss", municipality("0330", "Slagelse", CVR)) as found:
        yield found


def caller(running: Running, client: str = "client") -> OrgCaller:
    files = [str(running.folder / name) for name in (f"{client}.pem", f"{client}-key.pem", "authority.pem")]
    return OrgCaller("sor", files[0], files[1], authorities=files[2])


def read(running: Running) -> dict[str, OrgUnit]:
    """What a reader in the place of FUT and K-PRO gets."""
    url = f"http://127.0.0.1:{running.port}"
    with closing(GraphqlSource(url, caller(running), wait=lambda _: None)) as source:
        return {unit.uuid: unit for unit in source.units(CVR, lambda _: None)}


def write(running: Running, org: str, codes: list[str], client: str = "client", cvr: str = CVR) -> None:
    url = f"http://127.0.0.1:{running.port}"
    with closing(SoapWriter(url, caller(running, client), clock=MORNING)) as writer:
        writer.write(cvr, org, codes)


def test_a_code_is_written_replaced_and_taken_off_and_everything_else_stays(running: Running) -> None:
    before = read(running)
    org = next(one for one in before.values() if one.active and len(one.addresses) > 1 and not one.texts(SOR_CODE))
    for codes in ([FIRST], [FIRST], [SECOND], []):
        write(running, org.uuid, codes)
        now = read(running)
        assert now[org.uuid].texts(SOR_CODE) == codes
        others = [one for one in now[org.uuid].addresses if one.role != SOR_CODE]
        assert (now[org.uuid].name, now[org.uuid].parent, others) == (org.name, org.parent, list(org.addresses))
    assert {uuid: unit for uuid, unit in now.items() if uuid != org.uuid} == {
        uuid: unit for uuid, unit in before.items() if uuid != org.uuid
    }


def test_a_unit_that_is_not_there_is_told(running: Running) -> None:
    with pytest.raises(SourceFault, match=r"answers laes with status 44"):
        write(running, "0b9f2c8e-5a5b-4a3d-8f0a-000000000001", [FIRST])


@pytest.mark.parametrize(("client", "cvr"), [("expired", CVR), ("foreign", CVR), ("client", "12345678")])
def test_nothing_is_written_with_another_certificate_or_for_another_municipality(
    running: Running, client: str, cvr: str
) -> None:
    org = next(uuid for uuid, unit in read(running).items() if not unit.texts(SOR_CODE))
    with pytest.raises(SourceFault):
        write(running, org, [FIRST], client, cvr)
    assert read(running)[org].texts(SOR_CODE) == []
