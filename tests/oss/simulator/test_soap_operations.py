"""The operations of Organisation 6: reading history, searching, and the write-back of a SOR code."""

import copy
from typing import Any

import pytest
from lxml.etree import _Element

from tests.oss.simulator.simulated import Running, all_units
from tests.oss.simulator.soap_client import NS, SD, A, E, SoapAnswer, SoapCaller, maker

SOR_ROLE = "b44138cf-72df-45d1-8821-83db39b62093"
UNIT_ADDRESS = "9b33c0a0-a566-4ec0-8200-325cb1e5bb9a"
CODE, ADDRESS = "914571000016002", "aaaaaaaa-1111-4222-8333-444444444444"
STS, ORGF, SYS = maker("sts"), maker("orgf"), maker("sys")
TODAY, LATER = "2026-11-30T00:00:00+01:00", "2026-11-30T00:00:00+01:00"


def when(start: str = TODAY, end: str | None = None) -> _Element:
    until = SD.TidsstempelDatoTid(end) if end else SD.GraenseIndikator("true")
    return SD.Virkning(SD.FraTidspunkt(SD.TidsstempelDatoTid(start)), SD.TilTidspunkt(until))


def address(text: str = CODE, number: str = ADDRESS) -> _Element:
    """An address to be imported."""
    lists = (A.AttributListe(A.Egenskab(when(), STS.AdresseTekst(text))), A.TilstandListe(), A.RelationListe())
    return A.ImportInput(A.Adresse(SD.UUIDIdentifikator(number), A.Registrering(*lists)))


def relation(start: str = TODAY, end: str | None = None, number: str = ADDRESS) -> _Element:
    return SD.Adresser(
        when(start, end), SD.ReferenceID(SD.UUIDIdentifikator(number)), SD.Rolle(SD.UUIDIdentifikator(SOR_ROLE)),
        SD.Type(SD.UUIDIdentifikator(UNIT_ADDRESS)), SD.Indeks("1"),
    )  # fmt: skip


@pytest.fixture
def caller(running: Running) -> SoapCaller:
    return SoapCaller(running)


def linked(running: Running, n: int = 0) -> str:
    """A unit that SOR has and that does not hold its code yet."""
    found = [one["org"] for one in running.truth()["units"] if one["kind"] in ("plain", "siblings") and not one["told"]]
    return found[n]


def lists_of(registration: _Element) -> dict[str, _Element]:
    return {
        name: copy.deepcopy(registration.find(f"e:{name}", NS))
        for name in ("AttributListe", "TilstandListe", "RelationListe")
    }


def write(caller: SoapCaller, unit: str, lists: dict[str, _Element]) -> SoapAnswer:
    return caller.call("organisationenhed", "ret", E.RetInput(SD.UUIDIdentifikator(unit), *lists.values()))


def codes(running: Running, unit: str) -> list[str]:
    """The SOR codes that GraphQL tells of a unit."""
    found = next(one for one in all_units(running) if one["uuid"] == unit)
    return [one["adresseTekst"] for one in found["adresser"] if one["klassifikation"]["rolle"] == SOR_ROLE]


def test_a_code_is_written_back_and_ended_again(running: Running, caller: SoapCaller) -> None:
    unit = linked(running)
    before = next(one for one in all_units(running) if one["uuid"] == unit)
    assert codes(running, unit) == []
    assert caller.call("adresse", "importer", address()).code == "20"
    lists = lists_of(caller.read(unit)[-1])
    lists["RelationListe"].insert(0, relation())
    assert write(caller, unit, lists).code == "20"
    assert codes(running, unit) == [CODE]
    lists = lists_of(caller.read(unit)[-1])
    old = next(
        one for one in lists["RelationListe"] if one.findtext("sd:Rolle/sd:UUIDIdentifikator", "", NS) == SOR_ROLE
    )
    lists["RelationListe"].replace(old, relation(TODAY, LATER))
    assert write(caller, unit, lists).code == "20"
    assert codes(running, unit) == []
    after = next(one for one in all_units(running) if one["uuid"] == unit)
    assert after == before, "nothing else of the unit changed"
    ended = caller.read(unit)[-1].findall("e:RelationListe/sd:Adresser", NS)
    assert SOR_ROLE in [one.findtext("sd:Rolle/sd:UUIDIdentifikator", "", NS) for one in ended], "it comes back, ended"


def test_a_list_that_is_written_is_the_new_content_and_one_that_is_not_stays(
    running: Running, caller: SoapCaller
) -> None:
    unit = linked(running)
    name = caller.read(unit)[-1].findtext(".//sd:EnhedNavn", "", NS)
    lists = lists_of(caller.read(unit)[-1])
    for one in lists["RelationListe"].findall("sd:Adresser", NS):
        lists["RelationListe"].remove(one)
    assert write(caller, unit, {"RelationListe": lists["RelationListe"]}).code == "20"
    newest = caller.read(unit)[-1]
    assert newest.find("e:RelationListe/sd:Adresser", NS) is None
    assert newest.find("e:RelationListe/sd:Overordnet", NS) is not None
    assert newest.findtext(".//sd:EnhedNavn", "", NS) == name


@pytest.mark.parametrize(
    "spoil", ["no virkning", "infinite", "no address", "other organisation", "no unit", "unknown", "long"]
)
def test_what_the_guideline_does_not_allow_is_40_and_no_word(running: Running, caller: SoapCaller, spoil: str) -> None:
    unit = linked(running)
    lists = lists_of(caller.read(unit)[-1])
    relations = lists["RelationListe"]
    added = relation(number="bbbbbbbb-1111-4222-8333-444444444444")
    if spoil == "no virkning":
        added.remove(added[0])
    if spoil == "infinite":
        added[0][0].clear()
        added[0][0].append(SD.GraenseIndikator("true"))
    if spoil in ("no virkning", "infinite", "no address"):
        relations.insert(0, added)
    if spoil == "other organisation":
        relations.find("sd:Tilhoerer/sd:ReferenceID/sd:UUIDIdentifikator", NS).text = ADDRESS
    if spoil == "no unit":
        relations.find("sd:Overordnet/sd:ReferenceID/sd:UUIDIdentifikator", NS).text = ADDRESS
    if spoil == "unknown":
        relations.append(SD.Ven(when(), SD.ReferenceID(SD.UUIDIdentifikator(ADDRESS))))
    if spoil == "long":
        lists["AttributListe"].find(".//sd:EnhedNavn", NS).text = "x" * 201
    before = caller.read(unit)
    answer = write(caller, unit, lists)
    assert (answer.status, answer.code) == (200, "40")
    assert answer.envelope.find(".//sd:FejlbeskedTekst", NS) is None
    assert len(caller.read(unit)) == len(before)


def test_what_is_there_is_not_imported_again_and_what_is_not_is_not_found(running: Running, caller: SoapCaller) -> None:
    assert caller.call("adresse", "importer", address()).code == "20"
    assert caller.call("adresse", "importer", address()).code == "49"
    assert caller.call("adresse", "passiver", A.PassiverInput(SD.UUIDIdentifikator(ADDRESS))).code == "20"
    ret = A.RetInput(SD.UUIDIdentifikator(ADDRESS), A.AttributListe())
    assert caller.call("adresse", "ret", ret).code == "49"
    assert caller.call("adresse", "importer", address()).code == "20", "what was passivated counts as not there"
    for operation, name in (("laes", "LaesInput"), ("list", "ListInput"), ("slet", "SletInput"), ("ret", "RetInput")):
        body = A(name, SD.UUIDIdentifikator("cccccccc-1111-4222-8333-444444444444"))
        assert caller.call("adresse", operation, body).code == "44", operation


def test_opret_gives_a_number(running: Running, caller: SoapCaller) -> None:
    lists = (A.AttributListe(A.Egenskab(when(), STS.AdresseTekst("x"))), A.TilstandListe(), A.RelationListe())
    answer = caller.call("adresse", "opret", A.OpretInput(*lists))
    number = answer.envelope.findtext(".//sd:UUIDIdentifikator", "", NS)
    found = caller.call("adresse", "laes", A.LaesInput(SD.UUIDIdentifikator(number)))
    assert found.envelope.findtext(".//sts:AdresseTekst", "", NS) == "x"
    assert found.envelope.findtext(".//sd:LivscyklusKode", "", NS) == "Opstaaet"


def test_the_history_of_a_year_is_read(running: Running, caller: SoapCaller) -> None:
    change = next(one for one in running.truth()["changes"] if one["kind"] == "rename")
    running.control("POST", "/control/day", {"day": 365})
    unit = change["org"][0]
    window = (
        SD.RegistreringFraFilter(SD.GraenseIndikator("true")),
        SD.RegistreringTilFilter(SD.GraenseIndikator("true")),
    )
    answer = caller.call("organisationenhed", "laes", E.LaesInput(SD.UUIDIdentifikator(unit), *window))
    told = [one.findtext(".//sd:EnhedNavn", "", NS) for one in answer.envelope.iterfind(".//e:Registrering", NS)]
    assert len(told) >= 2
    newest = caller.read(unit)[-1]
    names = [one.findtext("sd:EnhedNavn", "", NS) for one in newest.iterfind(".//e:Egenskab", NS)]
    assert names[-1] == change["what"]
    since = SD.VirkningFraFilter(SD.TidsstempelDatoTid(change["date"] + "T00:00:00+01:00"))
    answer = caller.call("organisationenhed", "laes", E.LaesInput(SD.UUIDIdentifikator(unit), since))
    names = [one.findtext("sd:EnhedNavn", "", NS) for one in answer.envelope.iterfind(".//e:Egenskab", NS)]
    assert names == [change["what"]]


def search(
    caller: SoapCaller, *page: _Element, name: str | None = None, relations: tuple[_Element, ...] = ()
) -> list[str]:
    attributes = E.AttributListe(E.Egenskab(SD.EnhedNavn(name))) if name else E.AttributListe()
    body = E.SoegInput(
        *page,
        attributes,
        E.TilstandListe(ORGF.Gyldighed(ORGF.GyldighedStatusKode("Aktiv"))),
        E.RelationListe(*relations),
    )
    answer = caller.call("organisationenhed", "soeg", body)
    assert answer.code == "20"
    return [one.text or "" for one in answer.envelope.iterfind(".//sd:IdListe/sd:UUIDIdentifikator", NS)]


def test_searching_page_by_page_gives_every_active_unit_once(running: Running, caller: SoapCaller) -> None:
    found: list[str] = []
    while page := search(caller, SD.FoersteResultatReference(str(len(found))), SD.MaksimalAntalKvantitet("130")):
        found += page
    assert found == [unit["uuid"] for unit in all_units(running)]


def test_searching_by_name_and_by_the_unit_above(running: Running, caller: SoapCaller) -> None:
    units: list[Any] = all_units(running)
    assert search(caller, name="børn og*") == [
        one["uuid"] for one in units if one["enhedsnavn"].lower().startswith("børn og")
    ]
    root = units[0]["uuid"]
    above = SD.Overordnet(SD.ReferenceID(SD.UUIDIdentifikator(root)))
    wanted = [one["uuid"] for one in units if (one["overordnetEnhed"] or {}).get("uuid") == root]
    assert search(caller, relations=(above,)) == wanted


def test_the_hierarchy_comes_in_pages_of_500_at_most_with_all_six_lists(caller: SoapCaller) -> None:
    body = SYS.FremsoegObjekthierarkiInput(SD.FoersteResultatReference("0"), SD.MaksimalAntalKvantitet("9999"))
    output = caller.call("organisationsystem", "fremsoegobjekthierarki", body).envelope.find(
        ".//sys:FremsoegObjekthierarkiOutput", NS
    )
    assert output is not None
    assert [str(one.tag).partition("}")[2] for one in output] == [
        "StandardRetur", "Organisationer", "OrganisationEnheder", "OrganisationFunktioner", "Brugere",
        "Interessefaellesskaber", "ItSystemer",
    ]  # fmt: skip
    assert len(output.findall("sys:OrganisationEnheder/sys:FiltreretOejebliksbillede", NS)) == 306
    organisation = output.find("sys:Organisationer/sys:FiltreretOejebliksbillede/o:Registrering", NS)
    assert organisation is not None
    assert organisation.findtext(".//sd:OrganisationNavn", "", NS) == "Slagelse Kommune"


def test_real_trouble_is_in_the_answers(running: Running, caller: SoapCaller) -> None:
    """UUIDs inside URNs, ended relations, the same relation twice, two registrations at once."""
    numbers = [SD.UUIDIdentifikator(unit["uuid"]) for unit in all_units(running)]
    answer = caller.call("organisationenhed", "list", E.ListInput(*numbers))
    told = answer.envelope.findall(".//e:FiltreretOejebliksbillede", NS)
    assert len(told) == 300
    assert max(len(one.findall("e:Registrering", NS)) for one in told) == 2
    kinds = [
        one.find("sd:ReferenceID/sd:URNIdentifikator", NS) for one in answer.envelope.iterfind(".//sd:Enhedstype", NS)
    ]
    assert None not in kinds
    roles = answer.envelope.findall(".//sd:Adresser/sd:Rolle/sd:URNIdentifikator", NS)
    ended = answer.envelope.findall(".//sd:Adresser/sd:Virkning/sd:TilTidspunkt/sd:TidsstempelDatoTid", NS)
    assert roles
    assert ended
    addresses = [
        [one.text for one in unit.iterfind("e:Registrering[last()]//sd:Adresser/sd:ReferenceID/*", NS)] for unit in told
    ]
    assert any(len(set(found)) < len(found) for found in addresses), "the same relation twice"
