"""The copy register: every row comes once, in the order of the log, whatever is written between two pages; what clients
end with is what the nightly files say. On both databases.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from sor.core.as_of import AsOf
from sor.core.canonical import encode
from sor.core.day import OPEN, write_day
from sor.core.statement import Draft
from sor.following import copy_register
from sor.following.copy_register import BadOffset, CopyRegister, NotMadeYet
from sor.formats.soap import krs
from sor.formats.soap.krs_tables import BY_NAME, VIEWS, View
from sor.jobs.backing_up import back_up, restore
from sor.jobs.erasing import ask, confirm
from sor.register import Register, Submission
from sor.store import krs_rows, reads
from sor.store.append import LineDraft
from sor.store.schema import FOLLOWED, krs_row
from sor.store.standing import WantedErasure
from tests.changes.random_changes import sets
from tests.changes.scene import ADDRESS, DEPARTMENT, Scene, play, rename_type
from tests.conftest import StandingClock
from tests.following.krs_sample import sample as filled_sample
from tests.following.replica import Replica, differing
from tests.jobs.published import load
from tests.jobs.test_erasing import let_in
from tests.new_databases import NewDatabases
from tests.random_registers import entries, go_on, live
from tests.store.test_verify import execute
from tests.store.units import INHERITED, begin, change, create, own, says, submit

ENTITIES = BY_NAME["sor/v2/sorentity/v1"]
NUMBER = "5790000000005"


@pytest.fixture
def sample(new_database: NewDatabases) -> Register:
    """A small sample register; the same one for all tests, copied."""
    return Register(new_database.holding(filled_sample), StandingClock())


def stored(register: Register) -> list[Any]:
    return sorted(map(tuple, register.database.reader().run("SELECT * FROM krs_row")))


def rename_speciality(register: Register, name: str) -> None:
    line = LineDraft("code", "speciality/408443003", [Draft("name_da", 10101, OPEN, 0, encode(name))])
    register.submit(Submission([line], "authority", "import"))


@pytest.mark.slow
def test_every_row_is_what_the_nightly_files_say(sample: Register) -> None:
    replica = Replica().take_all(CopyRegister(sample))
    assert sum(len(rows) for rows in replica.rows.values()) > 300
    assert [view.name for view in VIEWS if not replica.rows[view.name]] == []
    assert differing(replica, sample) == []


OLD = {
    "apotek": ("OU", {"264372000"}), "praksis": ("HI", {"394761003", "550671000005100"}),
    "yder": ("OU", {"394761003", "550671000005100"}), "sygehus": ("HI", {"22232009"}),
    "sygehusafdeling": ("OU", {"22232009"}),
}  # fmt: skip
"""The data types of register version 1: level of their units, type of the institution, as the documents have them."""
DAY_OF_ROW = "{}T12:00:00.000+01:00"


@pytest.mark.slow
@pytest.mark.parametrize("day", [20190601, 20261101, 20270115])
def test_register_version_1_says_what_a_look_up_says(sample: Register, day: int) -> None:
    """Read once more, from the answers that look-ups give: which units there are on a day, and what they show."""
    replica, seen = Replica().take_all(CopyRegister(sample)), 0
    snapshot = sample.at(AsOf(day, sample.serial()))
    codes = reads.open_keys(sample.database.reader(), "unit", snapshot.at)
    units = {code: snapshot.unit(code) or {} for code in codes}
    noon = DAY_OF_ROW.format(write_day(day))
    for datatype, (level, types) in OLD.items():
        rows = replica.rows[f"sor/{datatype}/v1"].values()
        standing = {row["sorNummer"]: row for row in rows if row["validFrom"] <= noon < row["validTo"]}
        wanted = {}
        for code, unit in units.items():
            line = line_of(units, code)
            institution = next((one for one in line if one["level"] == "HI"), {})
            parts = [one for one in line if one["level"] == "OU"]
            is_copied = datatype != "sygehusafdeling" or all("shak" in one for one in parts)
            if unit["level"] == level and institution.get("type") in types and is_copied:
                wanted[code] = as_old(datatype, line, institution)
        assert standing.keys() == wanted.keys(), datatype
        for code, values in wanted.items():
            assert {name: standing[code].get(name) for name in values} == values, (datatype, code)
            seen += 1
    assert seen


def line_of(units: dict[str, Any], code: str) -> list[Any]:
    """A unit and those above it, as look-ups answer."""
    found = []
    while code in units:
        found.append(units[code])
        code = units[code].get("parent", "")
    return found


def digits(code: str | None) -> str | None:
    """A code, where a number stands; none that is a word."""
    return code if code and code.isdigit() else None


def as_old(datatype: str, line: list[Any], institution: Any) -> dict[str, str | None]:
    """What a row of register version 1 has to say of a unit, read from answers."""
    unit = line[0]

    def part(field: str, name: str) -> str | None:
        """Each part from the nearest unit above that has it itself."""
        own = (one[field] for one in line if field in one and not one[field]["inherited"])
        return next((values[name] for values in own if values.get(name)), None)

    found = {"navn": unit.get("name"), "eanLokationsnummer": (unit.get("location") or {}).get("number")}
    if datatype == "praksis":
        return found | {"regionCode": digits((line[-1].get("postal_address") or {}).get("region"))}
    main = next((one["code"] for one in unit.get("specialities", []) if one["main"]), None)
    street = " ".join(filter(None, (part("postal_address", "street"), part("postal_address", "building"))))
    found |= {
        "telefon": part("virtual_address", "phone"), "email": part("virtual_address", "email"),
        "www": part("virtual_address", "website"), "vejnavn": street or None,
        "postnummer": part("postal_address", "postcode"), "bynavn": part("postal_address", "district"),
    }  # fmt: skip
    if datatype == "apotek":
        number, _, branch = unit.get("pharmacy_identifier", "").partition(",")
        return found | {"apotekNummer": number or None, "filialNummer": branch or None, "cvr": unit.get("cvr"),
                        "pcvr": unit.get("production_unit")}  # fmt: skip
    if datatype == "yder":
        return found | {"nummer": unit.get("provider_identifier"), "praksisSorNummer": institution["code"],
                        "hovedSpecialeKode": main}  # fmt: skip
    if datatype == "sygehus":
        return found | {"nummer": unit.get("shak")}
    above = unit["parent"]
    return found | {
        "nummer": unit["shak"], "underlagtSygehusSorNummer": institution["code"], "hovedSpecialeKode": main,
        "afdelingTypeKode": digits(unit.get("type")), "afdelingTypeTekst": unit.get("type_name"),
        "sygehusSorNummer": above if above == institution["code"] else None,
        "overafdelingSorNummer": None if above == institution["code"] else above,
    }  # fmt: skip


@pytest.mark.slow
def test_pages_of_any_size_give_the_same_rows_once(sample: Register) -> None:
    copies = CopyRegister(sample)
    whole, small = Replica().take_all(copies), Replica().take_all(copies, limit=17)
    assert small.rows == whole.rows
    assert small.offsets == whole.offsets
    assert small.pages > 2 * whole.pages


@pytest.mark.slow
def test_a_writer_between_two_pages_leaves_nothing_out_and_doubles_nothing(scene: Scene) -> None:
    """All of it in one second: the clock stands still, so that every row shares its time stamp."""
    copies, replica = CopyRegister(scene.register), Replica()
    edits: list[Callable[[], Any]] = [
        lambda: scene.send(edit(scene, "region", "2026-11-01", postal_address=ADDRESS | {"street": "Ny Vej"})),
        lambda: scene.send(edit(scene, "ward", "2026-12-01", name="Sengeafsnit 9", shak="4000011")),
        lambda: scene.send(edit(scene, "hospital", "2026-11-01", name="Andet Hospital", shak="4000")),
        lambda: scene.send(edit(scene, "heart", "2026-11-01", shak="400001")),
        lambda: scene.send({"op": "close", "unit": "@lungs", "from": "2026-11-20"}),
        lambda: rename_type(scene.register, DEPARTMENT, 20261215, "hospitalsafdeling"),
        lambda: scene.send({"op": "correct", "unit": "@feet", "from": "2026-11-01", "to": "2026-11-05",
                            "set": {"name": "Fodpleje"}}),
        lambda: scene.send({"op": "undo", "entry": scene.register.serial()}),
        lambda: scene.send({"op": "move", "unit": "@lungs", "parent": "@heart", "from": "2026-11-03"}),
        lambda: scene.send({"op": "annul", "unit": "@ward"}),
    ]  # fmt: skip
    for made in edits:
        for view in VIEWS:
            replica.take_page(copies, view, 2)
        outcome = made()
        assert outcome is None or outcome.accepted, outcome.findings
    replica.take_all(copies, limit=3)
    assert replica.rows == Replica().take_all(copies).rows
    assert differing(replica, scene.register) == []
    assert len({offset[: krs.SECONDS] for offset in replica.offsets.values()} - {"0" * krs.SECONDS}) == 1
    assert copies.check() is None


def edit(scene: Scene, unit: str, day: str, **values: Any) -> dict[str, Any]:
    return {"op": "edit", "unit": f"@{unit}", "from": day, "set": values}


def test_600_rows_of_one_second_come_in_pages(register: Register) -> None:
    begin(register, *(create(f"{n}", level="IO", name="A") for n in range(10_000_000_000, 10_000_000_600)))
    replica = Replica().take_all(CopyRegister(register), limit=7)
    assert len(replica.rows[ENTITIES.name]) == 600


def test_what_is_believed_no_more_comes_again_with_its_end(register: Register, clock: StandingClock) -> None:
    begin(register, create("698481000016007", level="IO", name="Before"))
    copies, replica = CopyRegister(register), Replica()
    replica.take_all(copies)
    (row,) = replica.rows[ENTITIES.name].values()
    assert (row["EntityName"], row["ValidTo"]) == ("Before", krs.END_OF_TIME)
    clock.pass_days(1)
    submit(register, change("698481000016007", says("name", 20260101, "After", over=20261103)))
    replica.take_all(copies)
    before, after = sorted(replica.rows[ENTITIES.name].values(), key=lambda row: row["ValidTo"])
    assert (before["EntityName"], before["ValidTo"]) == ("Before", after["ValidFrom"])
    assert (after["EntityName"], after["FromDate"], after["ValidTo"]) == ("After", "2026-01-01", krs.END_OF_TIME)
    assert before["UniqueCurrentKey"] == after["UniqueCurrentKey"]


def test_in_register_version_1_a_row_takes_the_place_of_the_one_of_its_first_day(register: Register) -> None:
    pharmacy = {"level": "OU", "parent": "20000000000", "pharmacy_identifier": "362,1"}
    begin(
        register,
        create("10000000000", level="IO", name="Owner", virtual_address={"phone": "1"}, location=own(NUMBER)),
        create("20000000000", level="HI", type="264372000", parent="10000000000", virtual_address={"email": "a@b.dk"}),
        create("30000000000", name="Apotek", location=INHERITED, **pharmacy),
        create("40000000000", name="Filial", **pharmacy),
        create(NUMBER, kind="location_number"),
    )
    copies, replica = CopyRegister(register), Replica()
    view = BY_NAME["sor/apotek/v1"]
    replica.take_all(copies)
    first, second = replica.rows[view.name].values()
    assert first == {
        "sorNummer": "30000000000", "apotekNummer": "362", "filialNummer": "1", "eanLokationsnummer": NUMBER,
        "navn": "Apotek", "telefon": "1", "email": "a@b.dk", "validFrom": "2026-01-01T00:00:00.000+01:00",
        "validTo": krs.END_OF_TIME,
    }  # fmt: skip
    submit(register, change("30000000000", says("name", 20260101, "Nyt", over=20261102)))
    submit(register, change("30000000000", says("open", 20260701, False)))
    submit(register, change("40000000000", says("open", 20260101, False, over=99991231)))
    replica.take_all(copies)
    again, gone = replica.rows[view.name].values()
    assert again == first | {"navn": "Nyt", "validTo": "2026-07-01T00:00:00.000+02:00"}
    assert gone == second | {"validTo": second["validFrom"]}, "it holds on no day"
    assert copies.check() is None


def test_a_ydernummer_keeps_its_noughts_unless_they_are_to_be_cut(scene: Scene) -> None:
    view = BY_NAME["sor/yder/v1"]
    scene.send(edit(scene, "clinic", "2026-11-01", type="394761003"))
    (row,) = CopyRegister(scene.register).page(view, krs.BEGINNING, 10).rows
    assert b"<nummer>019062</nummer>" in krs.feed(view, [row], scene.register.clock())
    assert b"<nummer>19062</nummer>" in krs.feed(view, [row], scene.register.clock(), keeps_noughts=False)


@pytest.mark.slow
def test_another_name_of_a_speciality_is_told_to_every_row_that_shows_it(sample: Register) -> None:
    copies, replica = CopyRegister(sample), Replica()
    replica.take_all(copies)
    rename_speciality(sample, "almen medicin, nu anderledes")
    replica.take_all(copies)
    assert differing(replica, sample) == []
    assert copies.check() is None


@pytest.mark.slow
def test_a_rebuild_leaves_every_offset_valid(sample: Register) -> None:
    copies = CopyRegister(sample)
    replica = Replica()
    for view in VIEWS:
        replica.take_page(copies, view, 5)
    copies.bring()
    before, given = stored(sample), dict(replica.offsets)
    sample.rebuild()
    assert stored(sample) == []
    assert replica.take_all(copies).rows == Replica().take_all(copies).rows
    copies.bring()
    assert stored(sample) == before
    assert given != replica.offsets


def test_rows_made_a_few_at_a_time_are_the_same(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each entry is left off and taken up again many times, by another program each time."""
    codes = [f"{n}" for n in range(10_000_000_000, 10_000_000_007)]
    begin(register, create(NUMBER, kind="location_number"), *(create(code, level="IO", name="A") for code in codes))
    submit(register, *(change(code, says("name", 20260601, "B")) for code in codes))
    CopyRegister(register).bring()
    at_once = stored(register)
    register.rebuild()
    monkeypatch.setattr(copy_register, "SUBJECTS_AT_ONCE", 2)
    monkeypatch.setattr(copy_register, "ROWS_AT_ONCE", 1)
    connection, seen = register.database.reader(), set[Any]()
    while (before := krs_rows.read_reached(connection)).serial < register.serial():
        assert before not in seen, "it goes on"
        seen.add(before)
        CopyRegister(register).bring(lambda before=before: krs_rows.read_reached(connection) != before)  # type: ignore[misc]
    assert stored(register) == at_once
    assert len(seen) > len(codes)


@pytest.mark.slow
def test_days_that_are_only_assumed_are_left_out(register: Register, tmp_path: Path) -> None:
    load(register, tmp_path, 20261101)
    replica = Replica().take_all(CopyRegister(register))
    bodies = register.database.reader().run("SELECT key FROM version WHERE body LIKE '%\"assumed\"%'").fetchall()
    assert bodies, "the file tells since when a unit exists, and not what it was"
    assert differing(replica, register) == []
    assert len(replica.rows[ENTITIES.name]) > 1


def test_marks_of_erased_values_keep_rows_apart_and_are_not_shown(register: Register, clock: StandingClock) -> None:
    begin(register, create("10000000000", level="IO", name="A", note="x"))
    clock.pass_days(1)
    submit(register, change("10000000000", says("note", 20260101, None, over=99991231)))
    copies = CopyRegister(register)
    copies.bring()
    assert len(krs_rows.all_after(register.database.reader(), ENTITIES.name, "", 9)) == 3
    erased = "UPDATE version SET body = :body WHERE body LIKE '%note%'"  # as an erasure leaves a version
    execute(register, erased, body='{"erased":{"note":9},"level":"IO","name":"A"}')
    rows = Replica().take_all(copies).rows[ENTITIES.name].values()
    assert [row.get("Note") for row in rows] == [None, None]
    assert copies.check() is None, "a change that nothing shows any more is a change all the same"


@pytest.mark.slow
def test_what_was_erased_goes_from_every_copy_that_asks_on(scene: Scene, clock: StandingClock) -> None:
    register, copies = scene.register, CopyRegister(scene.register)
    let_in(register)

    def say(phone: str, day: str) -> int:
        told = {"phone": phone, "email": None, "website": None, "fax": None}
        outcome = scene.send(edit(scene, "lungs", day, virtual_address=told), judge=False)
        assert outcome.serial is not None
        clock.pass_days(1)
        return outcome.serial

    stated = say("29990001", "2026-11-01")
    early = Replica().take_all(copies)
    assert "29990001" in str(early.rows)
    for n in (2, 3):
        say(f"2999000{n}", f"2026-11-0{n}")
    between = Replica().take_all(copies)
    assert "29990001" in str(between.rows), "of days that are past"
    made, _ = ask(register, WantedErasure(stated, "unit", scene["lungs"], "virtual_address"), "x", "anna", "cli")
    assert confirm(register, made.number, "bodil", "cli", None).left is None
    say("29990004", "2026-11-04")
    fresh = Replica().take_all(copies)
    assert "29990001" not in str(fresh.rows)
    assert "29990003" in str(fresh.rows)
    for one in (early, between):
        assert one.take_all(copies).rows == fresh.rows
    given = stored(register)
    assert copies.check() is None
    register.rebuild()
    CopyRegister(register).bring()
    assert stored(register) == given, "made anew they come in the same places"


@pytest.mark.slow
def test_two_that_make_the_same_rows_write_them_once(sample: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = CopyRegister(sample), CopyRegister(sample)
    write = CopyRegister._write

    def late(self: CopyRegister, batch: Any) -> bool:
        if self is one:
            other.bring()
        return write(self, batch)

    monkeypatch.setattr(CopyRegister, "_write", late)
    one.bring()
    assert one.check() is None
    assert differing(Replica().take_all(one), sample) == []


def test_an_offset_of_another_register_is_found_out(scene: Scene, clock: StandingClock) -> None:
    copies = CopyRegister(scene.register)
    last = Replica().take_all(copies).offsets[ENTITIES.name]
    second, place = last[: krs.SECONDS], int(last[krs.SECONDS :])
    for wrong in (f"{int(second) + 1}{place:010d}", f"{int(second) - 1}{place:010d}", f"{second}{place + 1:010d}",
                  f"{int(second) + 1}{0:010d}", "9" * 20):  # fmt: skip
        with pytest.raises(BadOffset, match="begins anew"):
            copies.page(ENTITIES, wrong, 10)
    for right in (last, f"{int(second) - 1}{0:010d}", f"{second}{0:010d}", f"{1024:020d}"):
        copies.page(ENTITIES, right, 10)
    clock.pass_days(1)
    scene.send(edit(scene, "ward", "2026-11-02", name="Sengeafsnit 2"))
    names = [(row.piece.cells["name"], row.known_to is None) for row in copies.page(ENTITIES, last, 10).rows]
    assert names[:3] == [("Sengeafsnit 1", False), ("Sengeafsnit 1", True), ("Sengeafsnit 2", True)]


def test_after_a_restore_an_offset_of_a_second_that_is_still_there_is_refused_when_its_row_is_lost(
    small: Register, clock: StandingClock, tmp_path: Path
) -> None:
    """The entry that is lost became known in the second of one that is not, and others have come since."""
    copies, replica = CopyRegister(small), Replica()
    clock.pass_days(1)
    submit(small, change("20000000000", says("name", 20260701, "kept")))
    before = replica.take_all(copies).offsets[ENTITIES.name]
    back_up(small, tmp_path / "backup.db")
    submit(small, change("20000000000", says("name", 20260702, "lost")))
    lost = replica.take_all(copies).offsets[ENTITIES.name]
    assert lost[: krs.SECONDS] == before[: krs.SECONDS]
    restore(small, tmp_path / "backup.db", replace=True)
    clock.pass_days(1)
    submit(small, change("20000000000", says("name", 20260801, "new")))
    copies = CopyRegister(small)
    with pytest.raises(BadOffset, match="or this one was restored"):
        copies.page(ENTITIES, lost, 10)
    assert [row.piece.cells["name"] for row in copies.page(ENTITIES, before, 10).rows][-1] == "new"


def test_an_offset_that_only_another_data_type_has_given_is_refused(scene: Scene, clock: StandingClock) -> None:
    """The first second has more codes than units, and a unit changed later: the offset lies not behind the last one."""
    clock.pass_days(1)
    scene.send(edit(scene, "ward", "2026-11-02", name="Sengeafsnit 2"))
    copies, codes = CopyRegister(scene.register), BY_NAME["sor/v2/sorclassifications/v1"]
    last = Replica().take_all(copies).offsets[ENTITIES.name]

    def given(view: View) -> set[str]:
        return {row.revision for row in krs_rows.all_after(scene.register.database.reader(), view.name, "", 10_000)}

    of_codes_alone = sorted(offset for offset in given(codes) - given(ENTITIES) if offset < last)
    with pytest.raises(BadOffset, match="another data type's"):
        copies.page(ENTITIES, of_codes_alone[0], 10)


def test_after_a_restore_an_offset_of_what_is_lost_is_refused_and_one_from_before_goes_on(
    small: Register, clock: StandingClock, tmp_path: Path
) -> None:
    copies, replica = CopyRegister(small), Replica()
    before = replica.take_all(copies).offsets[ENTITIES.name]
    back_up(small, tmp_path / "backup.db")
    clock.pass_days(1)
    submit(small, change("20000000000", says("name", 20260701, "lost")))
    lost = replica.take_all(copies).offsets[ENTITIES.name]
    restore(small, tmp_path / "backup.db", replace=True)
    clock.pass_days(1)
    submit(small, change("20000000000", says("name", 20260801, "kept")))
    copies = CopyRegister(small)
    with pytest.raises(BadOffset, match="or this one was restored"):
        copies.page(ENTITIES, lost, 10)
    assert [row.piece.cells["name"] for row in copies.page(ENTITIES, before, 10).rows] == ["B", "B", "kept"]
    assert copies.check() is None


def test_who_waits_too_long_is_told_how_far_it_is(sample: Register) -> None:
    with pytest.raises(NotMadeYet, match="It has the first 0 of"):
        CopyRegister(sample, waits=-1).of_ids(ENTITIES, ["1"])


@pytest.mark.slow
def test_ids_give_what_replication_gives_of_them(sample: Register) -> None:
    copies = CopyRegister(sample)
    for view in VIEWS:
        rows = copies.page(view, krs.BEGINNING, 10_000).rows
        asked = sorted({view.id(row.key) for row in rows})[::2]
        wanted = [row for row in rows if view.id(row.key) in asked]
        assert copies.of_ids(view, [*asked, "foreign"]).rows == wanted


@pytest.fixture
def small(register: Register) -> Register:
    """Two units, one of which was renamed; their rows are made."""
    begin(register, create("10000000000", level="IO", name="A"), create("20000000000", level="IO", name="B"))
    submit(register, change("10000000000", says("name", 20260601, "C")))
    CopyRegister(register).bring()
    return register


def test_every_altered_column_is_noticed(small: Register) -> None:
    copies = CopyRegister(small)
    assert copies.check() is None
    names = [column.name for column in krs_row.columns]
    told = stored(small)
    for row in (next(row for row in told if not row[-1]), next(row for row in told if row[-1]), told[-1]):
        said = dict(zip(names, row, strict=True))
        for name, value in said.items():
            new = 1 - value if name == "is_last" else value + 1 if isinstance(value, int) else f"{value}x"
            execute(small, f"UPDATE krs_row SET {name} = :new WHERE {_where(said)}", new=new, **said)
            fault = copies.check()
            assert fault is not None, (name, row)
            assert "krs_row" in fault.what
            changed = said | {name: new}
            execute(small, f"UPDATE krs_row SET {name} = :old WHERE {_where(changed)}", old=value, **changed)
    assert copies.check() is None


def _where(said: dict[str, Any]) -> str:
    return " AND ".join(f"{name} = :{name}" for name in said)


def test_a_row_that_is_lost_or_was_never_made_is_noticed(small: Register) -> None:
    copies = CopyRegister(small)
    names = [column.name for column in krs_row.columns]
    for row in stored(small):
        said = dict(zip(names, row, strict=True))
        execute(small, f"DELETE FROM krs_row WHERE {_where(said)}", **said)
        assert "krs_row" in copies.check().what  # type: ignore[union-attr]
        given = ", ".join(f":{name}" for name in names)
        execute(small, f"INSERT INTO krs_row VALUES ({given})", **said)
        execute(small, f"INSERT INTO krs_row VALUES ({given})", **said | {"revision": "9" + said["revision"][1:]})
        assert "krs_row" in copies.check().what  # type: ignore[union-attr]
        execute(small, "DELETE FROM krs_row WHERE revision LIKE '9%'")
    assert copies.check() is None


@pytest.mark.parametrize("change", ["serial = serial + 1", "serial = serial - 1", "kind = 'unit', key = '1'"])
def test_how_far_rows_were_made_is_checked_too(small: Register, change: str) -> None:
    assert [table.name for table in FOLLOWED] == ["krs_row", "krs_reached"], "each of them is checked"
    execute(small, f"UPDATE krs_reached SET {change}")
    assert "krs_" in CopyRegister(small).check().what  # type: ignore[union-attr]


@pytest.mark.slow
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(history=sets)
def test_whatever_is_sent_a_copy_taken_on_the_way_ends_as_one_taken_at_the_end(
    new_sqlite: NewDatabases, history: Any
) -> None:
    clock = StandingClock()
    database, codes = new_sqlite.filled(play)
    scene = Scene.played(Register(database, clock), codes)
    copies, replica = CopyRegister(scene.register), Replica()
    for n, (passing, changes) in enumerate(history):
        clock.pass_days(passing)
        scene.register.turn_day()
        scene.send(*changes)
        if n % 2:
            replica.take_all(copies, limit=5)
    replica.take_all(copies, limit=5)
    assert replica.rows == Replica().take_all(copies).rows
    assert differing(replica, scene.register) == []
    assert copies.check() is None
    before = stored(scene.register)
    scene.register.rebuild()
    copies.bring()
    assert stored(scene.register) == before
    database.close()


@pytest.mark.slow
@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(before=entries, after=entries)
def test_it_is_so_of_registers_with_circles_orphans_and_codes_that_change(
    new_sqlite: NewDatabases, before: Any, after: Any
) -> None:
    clock = StandingClock()
    register = Register(new_sqlite(), clock)
    register.init("master", demo=True)
    live(register, clock, before)
    copies, replica = CopyRegister(register), Replica()
    replica.take_all(copies, limit=3)
    for step in after:
        go_on(register, clock, [step])
        replica.take_all(copies, limit=4)
    assert replica.rows == Replica().take_all(copies).rows
    assert differing(replica, register) == []
    assert copies.check() is None
    register.database.close()


def test_when_an_entry_became_known_is_read_anew_when_another_log_stands_there(sample: Register) -> None:
    copies = CopyRegister(sample)
    assert copies.when_known(1)[1] != "elsewhere"
    execute(sample, "UPDATE entry SET channel = 'elsewhere' WHERE serial = 1")
    sample.forget()  # as the watch does when the epoch is another
    assert copies.when_known(1)[1] == "elsewhere"
