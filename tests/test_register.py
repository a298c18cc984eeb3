"""The hub: serials, the times an entry gets, what a question about a time means, days, roles."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from sor.codes import bundle
from sor.core.as_of import AsOf
from sor.register import BadTime, LogHasGrown, NotReady, Refused, Register, Submission
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.store.units import begin, change, create, says, submit


def names(register: Register, key: str = "A", **point: str) -> str | None:
    found = register.at(register.as_of(**point)).unit(key)
    return found["name"] if found else None


def test_serials_count_from_one_without_gaps(register: Register) -> None:
    begin(register, create("A", name="A"))
    for n in range(5):
        submit(register, change("A", says("name", 20260201, str(n))))
    assert [entry.serial for entry in register.since(0)] == [1, 2, 3, 4, 5, 6]
    assert [entry.serial for entry in register.since(4)] == [5, 6]


def test_a_refused_submission_uses_no_serial(register: Register) -> None:
    begin(register, create("A", name="A"))
    with pytest.raises(ValueError, match=r"unit A: one entry states a field twice from the same day."):
        submit(register, change("A", says("name", 20260201, "x"), says("name", 20260201, "y")))
    with pytest.raises(ValueError, match=r"unit A stands on two lines of one entry."):
        submit(register, change("A", says("name", 20260201, "x")), change("A", says("note", 20260201, "y")))
    assert submit(register, change("A", says("name", 20260201, "z"))) == 2
    assert register.verify(deep=True).fault is None


def test_each_entry_names_the_hash_of_the_one_before(register: Register) -> None:
    begin(register, create("A", name="A"))
    submit(register, change("A", says("name", 20260201, "B")))
    first, second = register.since(0)
    assert first.previous == "0" * 64
    assert second.previous == first.hash
    assert register.head().hash == second.hash


def test_recorded_at_never_decreases_when_the_clock_is_set_back(register: Register, clock: StandingClock) -> None:
    begin(register, create("A", name="A"))
    clock.now -= timedelta(days=3)
    submit(register, change("A", says("name", 20260201, "B")))
    submit(register, change("A", says("name", 20260201, "C")))
    assert [entry.recorded_at for entry in register.since(0)] == [
        "2026-11-01T12:00:00.000000Z", "2026-11-01T12:00:00.000001Z", "2026-11-01T12:00:00.000002Z",
    ]  # fmt: skip
    assert [entry.day for entry in register.since(0)] == [20261101] * 3


def test_entries_are_a_microsecond_apart_at_least_the_one_of_the_day_too(
    register: Register, clock: StandingClock
) -> None:
    begin(register, create("A", name="A"))
    clock.pass_days(1)
    submit(register, change("A", says("name", 20260201, "B")))
    times = [entry.recorded_at for entry in register.since(0)]
    assert len(times) == 3
    assert sorted(set(times)) == times


def test_known_at_is_the_same_instant(register: Register, clock: StandingClock) -> None:
    begin(register, create("A", name="A"))
    clock.pass_days(1)
    submit(register, change("A", says("name", 20260201, "B")))
    assert all(entry.known_at == entry.recorded_at for entry in register.since(0))


def test_a_submission_prepared_on_an_older_serial_is_to_be_prepared_again(register: Register) -> None:
    begin(register, create("A", name="A"))
    submit(register, change("A", says("name", 20260201, "B")))
    late = Submission([change("A", says("name", 20260201, "C"))], "anna", "rest")
    with pytest.raises(LogHasGrown) as moved:
        register.submit(late, expect=1)
    assert str(moved.value) == "The register is at serial 2; this was prepared at 1."
    assert register.submit(late, expect=2).serial == 3


def test_the_first_entry_brings_the_code_lists_along(register: Register) -> None:
    submit(register, create("A", name="A", type="22232009"))
    assert register.count_lines(1) == len(list(bundle.bundled_claims())) + 1
    assert register.at().unit("A")["type_name"] == "hospital"  # type: ignore[index]


class TestKnown:
    """``known=`` is a serial, a time or a date."""

    @pytest.fixture
    def told(self, register: Register, clock: StandingClock) -> Register:
        begin(register, create("A", name="First"))
        clock.now = datetime(2026, 11, 1, 12, 0, 5, tzinfo=UTC)
        submit(register, change("A", says("name", 20260101, "Second")))
        clock.now = datetime(2026, 11, 1, 23, 30, tzinfo=UTC)  # half past midnight in Denmark
        submit(register, change("A", says("name", 20260101, "Third")))
        return register

    @pytest.mark.parametrize(
        ("known", "name"),
        [
            ("1", "First"), ("@1", "First"), ("@2", "Second"), ("@4", "Third"),
            ("2026-11-01T12:00:00Z", "First"), ("2026-11-01T12:00:04.999999Z", "First"),
            ("2026-11-01T12:00:05Z", "Second"), ("2026-11-01T13:00:04", "First"), ("2026-11-01T13:00:05", "Second"),
            ("2026-11-01", "Second"), ("2026-11-02", "Third"), ("2099-01-01", "Third"),
        ],
    )  # fmt: skip
    def test_what_was_known(self, told: Register, known: str, name: str) -> None:
        assert names(told, known=known) == name

    @pytest.mark.parametrize("known", ["2026-11-01T11:59:59Z", "2026-10-31", "0500-01-01", "0001-01-01"])
    def test_before_the_first_entry_the_register_knew_nothing(self, told: Register, known: str) -> None:
        with pytest.raises(BadTime) as refusal:
            told.as_of(known=known)
        assert str(refusal.value) == "This register knows nothing before 2026-11-01T12:00:00.000000Z."
        assert refusal.value.danish == "Dette register ved intet før 2026-11-01T12:00:00.000000Z."

    @pytest.mark.parametrize(
        ("known", "message"),
        [
            ("@5", "There is no serial 5 yet; the last one is 4."),
            ("0", "The first serial is 1."),
            ("now", "'now' is no time, date or serial. Write 2026-07-01, 2026-07-01T12:00 or @17."),
            ("@²", "'@²' is no time, date or serial. Write 2026-07-01, 2026-07-01T12:00 or @17."),
            ("", "'' is no time, date or serial. Write 2026-07-01, 2026-07-01T12:00 or @17."),
            ("0001-01-01T00:00:00+05:00",
             "'0001-01-01T00:00:00+05:00' is no time, date or serial. Write 2026-07-01, 2026-07-01T12:00 or @17."),
        ],
    )  # fmt: skip
    def test_what_cannot_be_understood(self, told: Register, known: str, message: str) -> None:
        with pytest.raises(BadTime) as refusal:
            told.as_of(known=known)
        assert str(refusal.value) == message

    def test_a_serial_without_a_day_means_the_day_the_register_had_reached(self, told: Register) -> None:
        assert told.as_of(known="@2") == AsOf(20261101, 2)
        assert told.as_of(known="@4") == AsOf(20261102, 4)
        assert told.as_of("2026-05-01", "@2") == AsOf(20260501, 2)

    def test_a_day_that_cannot_be_asked_for(self, told: Register) -> None:
        with pytest.raises(BadTime, match=r"'July' is not a date. Write it as year-month-day, for example 2026-07-01."):
            told.as_of("July")
        with pytest.raises(BadTime, match=r"9999-12-31 stands for 'no end' and is no day to ask about."):
            told.as_of("9999-12-31")


def test_an_empty_register_knows_nothing(register: Register) -> None:
    with pytest.raises(BadTime, match=r"This register knows nothing: it is empty."):
        register.as_of(known="2026-11-01")


class TestDays:
    """The passing of days stands in the log, so that a serial means one state."""

    @pytest.fixture
    def register(self, register: Register) -> Register:
        begin(
            register,
            create("owner", level="IO", name="Owner", postal_address={"street": "Old"}),
            create("clinic", level="HI", name="Clinic", parent="owner"),
            create("other", level="IO", name="Other"),
        )
        submit(
            register,
            change("owner", says("postal_address", 20261103, {"street": "New"})),
            change("other", says("open", 20261104, False)),
        )
        return register

    def day_entries(self, register: Register) -> list[tuple[int, list[list[str]]]]:
        return [(entry.day, entry.subjects) for entry in register.since(0) if entry.kind == "day"]

    def test_no_day_stands_before_the_first_entry(self, register: Register) -> None:
        assert [entry.kind for entry in register.since(0)] == ["submission", "submission"]

    def test_an_empty_register_does_not_turn_days(self, new_sqlite, clock: StandingClock) -> None:  # type: ignore[no-untyped-def]
        empty = Register(new_sqlite(), clock)
        empty.init("mirror")
        assert empty.turn_day() is None

    def test_a_day_is_written_before_the_first_entry_of_it_and_once(
        self, register: Register, clock: StandingClock
    ) -> None:
        clock.pass_days(1)
        submit(register, change("clinic", says("note", 20261102, "x")))
        submit(register, change("clinic", says("note", 20261102, "y")))
        assert [(entry.kind, entry.day) for entry in register.since(2)] == [
            ("day", 20261102), ("submission", 20261102), ("submission", 20261102),
        ]  # fmt: skip
        assert register.turn_day() is None

    def test_the_clocks_job_writes_it_when_nothing_is_sent(self, register: Register, clock: StandingClock) -> None:
        clock.pass_days(1)
        written = register.turn_day()
        assert written is not None
        assert (written.serial, written.kind, written.day, written.actor, written.reason) == (
            3, "day", 20261102, "register", "2026-11-02 has come",
        )  # fmt: skip

    def test_it_lists_what_begins_and_ends_and_touches_those_who_inherit(
        self, register: Register, clock: StandingClock
    ) -> None:
        clock.pass_days(2)
        register.turn_day()
        assert self.day_entries(register) == [(20261103, [["unit", "owner"]])]
        assert register.touched(2, 3) == [("unit", "clinic"), ("unit", "owner")]

    def test_days_missed_while_the_program_stood_still_are_covered_by_one(
        self, register: Register, clock: StandingClock
    ) -> None:
        clock.pass_days(20)
        register.turn_day()
        assert self.day_entries(register) == [(20261121, [["unit", "other"], ["unit", "owner"]])]

    def test_a_day_on_which_nothing_begins_or_ends_touches_nobody(
        self, register: Register, clock: StandingClock
    ) -> None:
        clock.pass_days(1)
        register.turn_day()
        assert self.day_entries(register) == [(20261102, [])]
        assert register.touched(2, 3) == []

    def test_each_serial_is_one_state(self, register: Register, clock: StandingClock) -> None:
        clock.pass_days(2)
        register.turn_day()
        streets = [
            register.at(register.as_of(known=f"@{n}")).unit("clinic")["postal_address"]["street"] for n in (2, 3)
        ]  # type: ignore[index]
        assert streets == ["Old", "New"]


def test_a_municipality_that_changes_region_touches_every_unit_that_shows_it(
    register: Register, clock: StandingClock
) -> None:
    here, elsewhere = {"street": "x", "municipality": "0101"}, {"street": "y", "municipality": "0751"}
    submit(
        register,
        create("east", level="IO", name="E", postal_address=here), create("below", level="HI", name="B", parent="east"),
        create("west", level="IO", name="W", postal_address=elsewhere),
    )  # fmt: skip
    clock.now = datetime(2026, 12, 31, 12, tzinfo=UTC)
    register.turn_day()
    before = register.serial()
    regions = [register.at().unit("below")["postal_address"]["region"]]  # type: ignore[index]
    clock.pass_days(1)
    register.turn_day()
    regions.append(register.at().unit("below")["postal_address"]["region"])  # type: ignore[index]
    assert regions == ["1084", "oestdanmark"]
    touched = register.touched(before, register.serial())
    assert [key for kind, key in touched if kind == "unit"] == ["below", "east"]


class TestDatedFiles:
    """Only files loaded as dated bring a known time and a day of their own."""

    def test_known_is_the_files_time_recorded_is_ours(self, register: Register) -> None:
        begin(register)
        # a log that begins today cannot know anything from before
        with pytest.raises(Refused) as refusal:
            submit(register, create("A", name="A"), known_at=datetime(2026, 3, 1, tzinfo=UTC), day=20260301)
        assert str(refusal.value) == (
            "It would be known at 2026-03-01T00:00:00.000000Z, before the last entry (2026-11-01T12:00:00.000000Z)."
        )

    def test_each_entry_carries_its_files_day(self, register: Register) -> None:
        for month in (1, 2):
            submit(
                register, create(f"A{month}", name="A"), day=20260001 + 100 * month,
                known_at=datetime(2026, month, 1, tzinfo=UTC),
            )  # fmt: skip
        assert [(e.kind, e.day, e.known_at[:10], e.recorded_at[:10]) for e in register.since(0)] == [
            ("submission", 20260101, "2026-01-01", "2026-11-01"),
            ("day", 20260201, "2026-02-01", "2026-11-01"),
            ("submission", 20260201, "2026-02-01", "2026-11-01"),
        ]

    @pytest.mark.parametrize("more", [
        {"known_at": datetime(2027, 1, 1, tzinfo=UTC)},
        {"known_at": datetime(2026, 1, 1, tzinfo=UTC), "day": 20261201},
    ])  # fmt: skip
    def test_a_time_that_has_not_come_is_refused(self, register: Register, more) -> None:  # type: ignore[no-untyped-def]
        with pytest.raises(Refused, match=r"has not come yet by this computer's clock"):
            submit(register, create("A", name="A"), **more)
        assert register.serial() == 0


class TestRole:
    """A register is a mirror or a master; that is written in it."""

    def test_a_new_register_is_a_mirror(self, database: Database, clock: StandingClock) -> None:
        made = Register(database, clock)
        made.init()
        assert made.role == "mirror"
        assert set(made.facts()) == {"role", "epoch"}

    def test_a_master_has_a_range_of_codes(self, register: Register) -> None:
        assert register.facts()["range"] == "9000000-9999999"

    def test_a_mirror_takes_no_changes_of_its_own(self, database: Database, clock: StandingClock) -> None:
        made = Register(database, clock)
        made.init()
        with pytest.raises(Refused) as refusal:
            submit(made, create("A", name="A"))
        assert str(refusal.value) == (
            "This register is a mirror: it is fed by files or a feed and takes no changes of its own."
        )
        assert made.submit(Submission([create("A", name="A")], "import", "import")).serial == 1

    def test_the_role_does_not_change_by_a_setting(self, register: Register) -> None:
        with pytest.raises(Refused) as refusal:
            register.init("mirror")
        assert str(refusal.value) == (
            "This register is a master. Its role is written in it and does not change by a setting."
        )
        epoch = register.facts()["epoch"]
        register.init()
        register.init("master")
        assert register.facts()["epoch"] == epoch


def test_a_database_without_a_register_is_told_apart(tmp_path, clock: StandingClock) -> None:  # type: ignore[no-untyped-def]
    register = Register(Database(f"sqlite:///{tmp_path}/none.db"), clock)
    with pytest.raises(NotReady, match=r"There is no register in sqlite:///.*/none.db. Make one with: sor init"):
        register.ready()
    assert not (tmp_path / "none.db").exists()


def test_two_threads_that_submit_at_once_get_serials_in_order_without_gap(register: Register) -> None:
    begin(register, create("A", name="A"))
    got: list[int] = []

    def work(key: str) -> None:
        for _ in range(5):
            got.append(submit(register, create(f"{key}{len(got)}-{threading.get_ident()}", name=key)))

    threads = [threading.Thread(target=work, args=(key,)) for key in "XYZ"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == list(range(2, 17))
    assert [entry.serial for entry in register.since(0)] == list(range(1, 17))
    assert register.verify(deep=True).fault is None


@pytest.mark.parametrize(
    ("name", "says_what"),
    [
        ("A\u200b", "character 2 is U[+]200B"),
        ("A\u030a", "not composed"),
        ("A\n", "character 2 is U[+]000A"),
    ],
)
def test_no_door_gets_a_text_into_the_log_that_has_not_passed_the_gate(
    register: Register, name: str, says_what: str
) -> None:
    serial = begin(register, create("A", name="A"))
    with pytest.raises(Refused, match=f"unit A: name.*{says_what}"):
        submit(register, change("A", says("name", 20260201, name)))
    with pytest.raises(Refused, match=f"the reason.*{says_what}"):
        submit(register, change("A", says("name", 20260201, "B")), reason=name)
    assert register.serial() == serial
