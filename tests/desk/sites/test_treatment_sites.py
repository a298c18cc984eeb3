"""Treatment sites: told by who keeps the unit, moved and ended with it, exempt with a reason, read by everybody."""

import threading
from typing import Any

import msgspec
import pytest

from sor.desk.actors import WantedRight
from sor.desk.quality import Quality
from sor.desk.responsible_persons import NotYourPlace
from sor.desk.sites.shown import show_site, write_site_file
from sor.desk.sites.site_on_day import TreatmentSite
from sor.desk.sites.told import GivenSite, MistakenSite
from sor.desk.sites.treatment_sites import NoSuchSite, NotTheSupervisor, TreatmentSites
from sor.register import IsMirror, Register
from sor.store import treatment_sites as rows
from tests.changes.scene import CLINIC, TODAY, Scene, create
from tests.conftest import StandingClock
from tests.desk.asking import Office

FRIDAY, LATER = "2026-11-06", "2026-11-20"
MOVED = {"street": "Østergade", "building": "12", "postcode": "4000", "district": "Roskilde", "municipality": "0265"}


class Sites(TreatmentSites):
    """The sites of the scene, told by its people."""

    def __init__(self, office: Office) -> None:
        super().__init__(office.register)
        self.office, self.scene = office, office.scene

    def given(self, unit: str = "clinic", **more: Any) -> GivenSite:
        told = {
            "from_day": TODAY, "staff": {"chiropodist": "2"}, "person_name": "Kim Klit",
            "person_email": "kim@klinik.example",
        }  # fmt: skip
        return GivenSite(self.scene.codes.get(unit, unit), **(told | more))

    def tell(self, who: str = "kim", unit: str = "clinic", **more: Any) -> TreatmentSite:
        return self.register_site(self.office.actor(who), self.given(unit, **more), "web")

    def anew(self) -> "Sites":
        """As another process sees them."""
        return Sites.__new__(Sites)._begun(self.office)

    def _begun(self, office: Office) -> "Sites":
        TreatmentSites.__init__(self, office.register)
        self.office, self.scene = office, office.scene
        return self

    def log_of(self) -> list[tuple[str, str]]:
        return [(one.who, one.what) for _, one in self.log(self.office.actor("sds"))]


@pytest.fixture
def sites(scene: Scene) -> Sites:
    return Sites(Office(scene))


def test_a_clinic_is_registered_with_what_the_register_knows_of_it(sites: Sites) -> None:
    begun = sites.begin(sites.scene["clinic"])
    assert (begun.owner_name, begun.cvr, begun.address["street"]) == ("Bakkens Fodterapi", "35095748", "Bakken")
    assert begun.given.staff == {"chiropodist": "1"}
    assert begun.given.person_name == "Bakkens Fodterapi"
    site = sites.tell()
    assert (site.row.number, site.row.category, site.state) == (1001, 4, "registered")
    assert site.category is not None
    assert site.category.tell("da") == "2 andre sundhedspersoner og ingen læge, tandlæge eller kiropraktor: kategori 4."
    assert site.stay is not None
    assert (site.stay.address["street"], site.stay.owner) == ("Bakken", sites.scene["owner"])
    assert sites.tell() == site  # the same form sent twice is one site
    with pytest.raises(MistakenSite, match="is treatment site 1001 already"):
        sites.tell(staff={"chiropodist": "1"})


def test_it_is_never_two_however_many_tell_it_at_once(sites: Sites) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(sites.anew().tell().row.number)) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found == [1001] * 4
    assert sites.log_of() == [("kim", "registered")]


def test_a_move_on_friday_moves_the_site_on_friday(sites: Sites) -> None:
    sites.tell()
    sites.scene.send({"op": "edit", "unit": "@owner", "from": FRIDAY, "set": {"postal_address": MOVED}})
    site = sites.site("1001")
    assert site.stay is not None
    assert site.stay.address["street"] == "Bakken"
    assert site.coming is not None
    assert (site.coming.address["street"], site.coming.from_day) == ("Østergade", 20261106)
    assert sites.log_of() == [("kim", "registered"), ("register", "moved")]
    moved = sites.log(sites.office.actor("sds"))[-1][1]
    assert moved.after == {"from": FRIDAY, "serial": sites.office.register.serial()}
    assert sites.anew().log_of() == sites.log_of()  # another process notes nothing twice


def test_closing_the_clinic_deregisters_the_site_and_taking_it_back_brings_it_back(sites: Sites) -> None:
    sites.tell()
    closed = sites.scene.send({"op": "close", "unit": "@owner", "from": FRIDAY, "branch": True})
    assert closed.accepted, closed.findings
    assert sites.site("1001").ends == 20261106
    sites.scene.send({"op": "undo", "entry": closed.serial})
    assert sites.site("1001").ends == 99991231
    assert sites.log_of()[1:] == [("register", "closed"), ("register", "reopened")]


def test_a_site_whose_unit_never_opened_ends_on_the_day_it_was_to_begin(sites: Sites) -> None:
    opened = sites.scene.send(
        create("#new", "HI", "@owner", TODAY, name="Havnens Fodterapi", type=CLINIC, location="inherit")
    )
    assert opened.accepted, opened.findings
    sites.tell(unit=opened.units["#new"], from_day=LATER)
    sites.scene.send({"op": "undo", "entry": opened.serial})
    site = sites.site("1001")
    assert (site.state, site.ends) == ("deregistered", 20261120)
    assert show_site(site)["to_day"] == LATER
    assert b";2026-11-20;2026-11-19;" in write_site_file(sites.office.register.at(), [site])
    closed = sites.log(sites.office.actor("sds"))[-1][1]
    assert (closed.what, closed.after) == ("closed", {"from": LATER, "serial": sites.office.register.serial()})


def test_on_the_day_it_has_ended_and_nobody_is_named_any_more(sites: Sites) -> None:
    sites.tell()
    sites.scene.send({"op": "close", "unit": "@owner", "from": FRIDAY, "branch": True})
    assert sites.site("1001").row.person_name == "Kim Klit"
    clock = sites.office.register.clock
    assert isinstance(clock, StandingClock)
    clock.pass_days(6)
    site = sites.anew().site("1001")
    assert (site.state, site.row.person_name, site.row.person_email) == ("deregistered", "", "")
    with pytest.raises(MistakenSite, match="has ended"):
        sites.end_site(sites.office.actor("sds"), "1001", "", "web")


def test_an_exempt_place_is_told_with_its_reason(sites: Sites) -> None:
    for wrong, field in (
        ({"exemption": "turnover", "turnover": "25451", "reason": "Lille"}, "turnover"),
        ({"exemption": "turnover", "turnover": "lidt", "reason": "Lille"}, "turnover"),
        ({"exemption": "unpaid", "reason": "  "}, "reason"),
        ({"exemption": "because", "reason": "x"}, "exemption"),
    ):
        with pytest.raises(MistakenSite) as refused:
            sites.tell(**wrong)
        assert [one.field for one in refused.value.mistakes] == [field]
    site = sites.tell(exemption="turnover", turnover="25.450", reason="Kun lørdage")
    assert (site.state, site.category, site.row.person_name) == ("exempt", None, "")
    assert sites.log_of() == [("kim", "exempted")]


WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"unit": "owner"}, ["unit"]),
    ({"unit": "1"}, ["unit"]),
    ({"unit": ""}, ["unit"]),
    ({"from_day": "fredag"}, ["from_day"]),
    ({"staff": {}}, ["staff.doctor"]),
    ({"staff": {"witch": "1"}}, ["staff.doctor"]),
    ({"staff": {"nurse": "to"}}, ["staff.nurse"]),
    ({"staff": {"nurse": "-1"}}, ["staff.nurse"]),
    ({"staff": {"doctor": "2"}}, ["posts"]),
    ({"staff": {"doctor": "2"}, "posts": "2,5"}, ["posts"]),
    ({"staff": {"doctor": "2"}, "posts": "0"}, ["posts"]),
    ({"staff": {"doctor": "2"}, "posts": "NaN"}, ["posts"]),
    ({"person_name": "", "person_email": "kim", "person_phone": "12"}, ["person_name", "person_email", "person_phone"]),
    ({"person_name": "<b>Kim</b>"}, ["person_name", "person_name"]),
    ({"exemption": "unpaid", "reason": "Kim, cpr 010170-1234"}, ["reason", "reason"]),
    ({"from_day": "x", "staff": {"nurse": "x"}}, ["from_day", "staff.nurse"]),
]  # fmt: skip


@pytest.mark.parametrize(("given", "fields"), WRONG, ids=[f"{n} {fields[0]}" for n, (_, fields) in enumerate(WRONG)])
def test_everything_that_is_wrong_is_said_at_once_in_both_languages(
    sites: Sites, given: dict[str, Any], fields: list[str]
) -> None:
    with pytest.raises(MistakenSite) as refused:
        sites.tell("sds", **given)
    assert [one.field for one in refused.value.mistakes] == fields
    assert all(one.english != one.danish for one in refused.value.mistakes)
    assert sites.list_sites() == []


def test_a_ward_is_a_site_only_with_a_leadership_of_its_own(sites: Sites) -> None:
    with pytest.raises(MistakenSite, match="clinical leadership"):
        sites.tell("rikke", "ward", staff={"nurse": "12"})
    site = sites.tell("rikke", "heart", staff={"nurse": "12", "doctor": "3"}, posts="3", leadership=True)
    assert (site.row.category, site.row.why) == (1, "hospital")


@pytest.mark.parametrize("who", ["rikke", "nina", "med"])
def test_who_does_not_keep_the_clinic_tells_nothing_of_it(sites: Sites, who: str) -> None:
    with pytest.raises(NotYourPlace):
        sites.tell(who)
    sites.tell()
    actor = sites.office.actor(who)
    for deed in (
        lambda: sites.change_site(actor, "1001", sites.given(), "web"),
        lambda: sites.end_site(actor, "1001", "", "web"),
    ):
        with pytest.raises(NotYourPlace):
            deed()
    with pytest.raises(NotTheSupervisor):
        sites.log(actor)


def test_a_site_is_changed_and_ended_by_who_keeps_it_and_the_log_names_nobody(sites: Sites) -> None:
    sites.tell(person_name="Zq7hemmelig")
    kim = sites.office.actor("kim")
    changed = sites.change_site(kim, "1001", sites.given(staff={"chiropodist": "1"}), "rest")
    assert (changed.row.category, changed.row.person_name, changed.stays) == (5, "Kim Klit", sites.site("1001").stays)
    assert sites.end_site(kim, "1001", LATER, "rest").ends == 20261120
    assert sites.log_of() == [("kim", "registered"), ("kim", "changed"), ("kim", "deregistered")]
    log = sites.log(sites.office.actor("sds"))
    assert "Zq7" not in repr(log)
    assert log[1][1].after["person"] == "changed"
    for number in ("1002", "x", ""):
        with pytest.raises(NoSuchSite):
            sites.site(number)
    with pytest.raises(MistakenSite, match="no day on or after"):
        sites.end_site(kim, "1001", "2020-01-01", "web")


def test_a_trial_is_refused_as_the_deed_would_be(sites: Sites, monkeypatch: pytest.MonkeyPatch) -> None:
    kim = sites.office.actor("kim")

    def refused(deed: str, given: GivenSite, number: str = "") -> bool:
        doing = (
            (sites.change_site, (kim, number, given, "web")) if number else (sites.register_site, (kim, given, "web"))
        )
        said = []
        for ask, arguments in ((sites.try_to, (kim, given, number)), doing):
            try:
                ask(*arguments)
            except (MistakenSite, IsMirror, NoSuchSite) as error:
                said.append(str(error))
        assert len(said) in (0, 2), (deed, said)
        assert len({*said}) < 2, (deed, said)
        return bool(said)

    assert not refused("a new site", sites.given())
    assert not refused("the same once more", sites.given())
    assert refused("another for the same unit", sites.given(staff={"chiropodist": "3"}))
    assert not refused("a change", sites.given(staff={"chiropodist": "3"}), "1001")
    assert refused("a number that no site has", sites.given(), "1002")
    sites.end_site(kim, "1001", LATER, "web")
    assert refused("a change after it ends", sites.given(from_day=LATER), "1001")
    sites.end_site(kim, "1001", TODAY, "web")
    assert refused("a change of an ended site", sites.given(), "1001")
    monkeypatch.setattr(Register, "role", property(lambda _: "mirror"))
    assert refused("a copy", sites.given())


def test_who_supervises_reads_the_log_by_a_part_of_the_authoritys_right_and_changes_nothing(sites: Sites) -> None:
    actors = sites.office.actors
    actors.add("styrelsen", "Styrelsen for Patientsikkerhed", "sds")
    actors.grant("styrelsen", WantedRight("authority", None, frozenset({"confirm"}), 20260101, 20990101), "sds")
    sites.tell()
    actor = sites.office.actor("styrelsen")
    assert len(sites.log(actor)) == 1
    with pytest.raises(NotYourPlace):
        sites.end_site(actor, "1001", "", "web")


def test_a_clinic_without_a_site_is_found_until_it_has_one_or_is_exempt(sites: Sites) -> None:
    quality = Quality(sites.office.register)

    def found() -> list[str]:
        return [one["unit"] for one in quality.page(rule="SITE").findings]

    assert set(found()) == {sites.scene["clinic"], sites.scene["hospital"]}
    (one,) = quality.page(unit=sites.scene["clinic"], rule="SITE").findings
    assert (one["severity"], one["fix"]) == ("note", f"/sites/new?unit={sites.scene['clinic']}")
    sites.tell()
    sites.tell("rikke", "ward", exemption="temporary", reason="Flytter snart")
    assert found() == []
    sites.end_site(sites.office.actor("kim"), "1001", TODAY, "web")
    assert found() == [sites.scene["clinic"]]


def test_a_copy_takes_none(sites: Sites, monkeypatch: pytest.MonkeyPatch) -> None:
    kim = sites.office.actor("kim")
    monkeypatch.setattr(Register, "role", property(lambda _: "mirror"))
    with pytest.raises(IsMirror):
        sites.register_site(kim, sites.given(), "web")


def test_what_is_erased_is_forgotten_in_sites_too(sites: Sites) -> None:
    sites.tell(person_name="Zq7hemmelig Hansen", person_phone="70102030")
    with sites.office.register.database.desk.writing() as connection:
        rows.forget_texts(connection, ["Zq7hemmelig", "Bakken"])
    (row,) = rows.all_sites(sites.office.register.database.reader())
    assert (row.person_name, row.person_phone) == ("", "70102030")
    assert "Bakken" not in row.stays
    assert msgspec.json.decode(row.stays)[0]["owner"] == sites.scene["owner"]
