"""Following a register: the copy is its source to the byte, whatever is cut, spoilt, killed or restored on the way."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from sor.cli.follow import in_words
from sor.cli.opening import closed_register, open_register
from sor.core.day import parse_day, write_day
from sor.core.log import without_values
from sor.desk.demo_clock import go_by
from sor.following.source import SourceAway
from sor.following.standing import standing_of
from sor.jobs import follow as job
from sor.jobs.backing_up import back_up, restore
from sor.jobs.checkpoints import make_key
from sor.jobs.editions import PublishOptions
from sor.jobs.erasing import ask, confirm
from sor.jobs.publishing import publish
from sor.register import IsMirror, Refused, Register, Submission
from sor.settings import read_settings
from sor.store.database import Connection, Database
from sor.store.followed import FollowedTwice, only_follower
from sor.store.standing import WantedErasure
from sor.store.taking import NotProven
from sor.store.unavailable import DiskFull
from tests.changes.scene import TODAY, TOMORROW, Scene
from tests.conftest import StandingClock
from tests.following.copies import WithinProcess, follow, mirror, ndjson, reached, rows
from tests.jobs.test_erasing import let_in
from tests.new_databases import NewDatabases


def rename(scene: Scene, name: str, unit: str = "@ward", day: str = TODAY) -> int:
    outcome = scene.send({"op": "edit", "unit": unit, "from": day, "set": {"name": name}}, judge=False)
    assert outcome.serial is not None
    return outcome.serial


@pytest.fixture
def way(scene: Scene) -> Iterator[WithinProcess]:
    with reached(scene.register) as found:
        yield found


@pytest.fixture
def copy(new_database: NewDatabases, clock: StandingClock) -> Register:
    return mirror(new_database(), clock)


def is_equal(copy: Register, scene: Scene, folder: Path) -> bool:
    """Whether a copy is its source: to the byte of the log, in every answer at every serial, and all through."""
    assert rows(copy) == rows(scene.register)
    for serial in range(1, copy.serial() + 1):
        assert ndjson(copy, folder, serial) == ndjson(scene.register, folder, serial), serial
    assert copy.verify(deep=True).fault is None
    return True


@pytest.mark.slow
def test_a_copy_is_its_source_to_the_byte_at_every_serial(
    copy: Register, scene: Scene, way: WithinProcess, clock: StandingClock, tmp_path: Path
) -> None:
    rename(scene, "Sengeafsnit 7")
    rename(scene, "Sengeafsnit 8", day=TOMORROW)
    follow(copy, way)
    assert is_equal(copy, scene, tmp_path)
    clock.pass_days(1)
    scene.register.turn_day()
    scene.send({"op": "close", "unit": "@clinic", "from": TOMORROW, "branch": True}, judge=False)
    scene.send({"op": "move", "unit": "@ward", "parent": "@lungs", "from": TOMORROW}, judge=False)
    follow(copy, way)
    assert is_equal(copy, scene, tmp_path)
    assert follow(copy, way) == []
    assert copy.facts()["epoch"] == scene.register.facts()["epoch"]


@pytest.mark.slow
def test_it_says_how_far_behind_it_is_and_since_when(
    copy: Register, scene: Scene, way: WithinProcess, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert standing_of(copy) is None
    follow(copy, way)
    found = standing_of(copy)
    assert found is not None
    assert (found["url"], found["behind"], found["serial"]) == ("http://testserver.local", 0, scene.register.serial())
    assert found["since"] == found["heard"] == "2026-11-01T12:00:00.000000Z"
    clock.pass_days(1)
    for n in range(3):
        rename(scene, f"Afsnit {n}")
    monkeypatch.setattr(job, "ENTRIES_AT_ONCE", 2)
    cut(way)
    with pytest.raises(SourceAway):
        follow(copy, way)
    found = standing_of(copy)
    assert found is not None
    assert 0 < found["behind"] < 4
    assert found["since"] == "2026-11-01T12:00:00.000000Z"


@pytest.mark.slow
def test_while_its_source_is_gone_every_answer_and_page_of_a_copy_says_so_and_since_when(
    copy: Register, scene: Scene, way: WithinProcess, clock: StandingClock
) -> None:
    told, heard = "Der er intet hørt fra kilden siden", "2026-11-01T12:00:00.000000Z"
    follow(copy, way)

    def what_is_said() -> tuple[str, str | None, bool, str]:
        with reached(copy) as doors:
            answer = doors._client.get(f"/units/{scene['ward']}")
            follows = doors._client.get("/status").json()["follows"]
            found = standing_of(copy)
            assert found is not None
            return answer.headers["sor-follows"], follows["away"], told in answer.text, in_words(found)

    assert what_is_said()[:3] == (f"behind=0; since={heard}", None, False)
    clock.now += timedelta(minutes=1)
    cut(way)
    rename(scene, "Sengeafsnit 7")
    with pytest.raises(SourceAway):
        follow(copy, way)
    header, away, is_told, words = what_is_said()
    assert (away, is_told) == ("2026-11-01T12:01:00.000000Z", True), "it had answered, and its answer broke off"
    assert header.endswith(f"; away={away}")
    assert f"Nothing has been heard of its source since {away}" in words
    way.spoil = lambda _, body: body
    follow(copy, way)
    level = "2026-11-01T12:01:00.000000Z"
    assert what_is_said()[:3] == (f"behind=0; since={level}", None, False)
    clock.now += timedelta(minutes=5)
    assert what_is_said()[1] is None
    clock.now += timedelta(minutes=1)
    assert what_is_said()[:3] == (f"behind=0; since={level}; away={level}", level, True), "nobody follows any more"


def cut(way: WithinProcess) -> None:
    """Let answers break off in the middle of their last line."""
    way.spoil = lambda request, body: body[:-20] if request.url.path.endswith("/copy") else body


@pytest.mark.slow
def test_a_copy_takes_no_changes_and_names_where_to_send_them(copy: Register, scene: Scene, way: WithinProcess) -> None:
    follow(copy, way)
    told = "This register is a copy of http://testserver.local and takes nothing but what that writes. Send it there."
    with pytest.raises(IsMirror, match=told.replace(".", r"\.")):
        copy.change({"op": "edit", "unit": scene["ward"], "from": TODAY, "set": {"name": "X"}}, "anna", "rest")
    with pytest.raises(IsMirror):
        copy.set_day(parse_day(TODAY), "anna", "cli", "because")
    with reached(copy) as doors:
        answer = doors.handle_request(httpx2.Request("POST", "http://testserver.local/api/v1/changes"))
        assert (answer.status_code, answer.json()["findings"][0]["en"]) == (403, told)
    assert rows(copy) == rows(scene.register)


@pytest.mark.slow
def test_a_copy_writes_no_day_of_its_own_and_its_clock_stops_nothing(
    copy: Register, scene: Scene, way: WithinProcess, clock: StandingClock
) -> None:
    follow(copy, way)
    clock.pass_days(400)
    assert copy.turn_day() is None
    assert copy.find_stopped() is None
    clock.pass_days(-800)
    rename(scene, "Sengeafsnit 9")
    follow(copy, way)
    assert rows(copy) == rows(scene.register)


@pytest.mark.slow
def test_every_answer_and_page_of_a_copy_says_how_old_it_may_be(
    copy: Register, scene: Scene, way: WithinProcess
) -> None:
    follow(copy, way)
    with reached(copy) as doors:
        for path in (f"/api/v1/units/{scene['ward']}", "/api/v1/log", "/status", f"/units/{scene['ward']}", "/nowhere"):
            answer = doors._client.get(path)
            assert answer.headers["sor-follows"] == "behind=0; since=2026-11-01T12:00:00.000000Z", path
        assert doors._client.get("/status").json()["follows"]["behind"] == 0
        page = doors._client.get(f"/units/{scene['ward']}").text
        assert "En kopi af http://testserver.local." in page
        assert "A copy of http://testserver.local." in doors._client.get("/?lang=en").text
    with reached(scene.register) as doors:
        assert "sor-follows" not in doors._client.get("/status").headers


SPOILT = {
    "a value": (b"Sengeafsnit 1", b"Sengeafsnit 2"),
    "who wrote it": (b'"actor":"authority"', b'"actor":"autorithy"'),
    "the day": (b'"day":20261101', b'"day":20261102'),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", SPOILT)
def test_an_entry_that_was_changed_on_the_way_is_not_taken(
    what: str, copy: Register, scene: Scene, way: WithinProcess
) -> None:
    old, new = SPOILT[what]
    follow(copy, way)
    rename(scene, "Sengeafsnit 1 A")
    before = rows(copy)
    way.spoil = lambda request, body: body.replace(old, new) if request.url.path.endswith("/copy") else body
    with pytest.raises(NotProven, match=rf"Entry {copy.serial() + 1}"):
        follow(copy, way)
    assert rows(copy) == before
    found = standing_of(copy)
    assert found is not None
    assert found["stopped"] is not None
    way.spoil = lambda _, body: body
    follow(copy, way)
    found = standing_of(copy)
    assert found is not None
    assert found["stopped"] is None
    assert rows(copy) == rows(scene.register)


def publication(scene: Scene, folder: Path, key: Path | None = None) -> Path:
    """A folder in which the scene's register is published, signed with a key."""
    publish(scene.register, folder, PublishOptions(checkpoint_key=key))
    return folder


@pytest.mark.slow
def test_it_begins_with_the_published_snapshot_and_goes_on_with_the_feed(
    copy: Register, scene: Scene, tmp_path: Path
) -> None:
    rename(scene, "Sengeafsnit 7")
    key = tmp_path / "key"
    public = make_key(key)
    files = publication(scene, tmp_path / "files", key)
    rename(scene, "Sengeafsnit 8", day=TOMORROW)
    with reached(scene.register, files) as way:
        assert follow(copy, way, public_key=public) == [
            f"It begins with a snapshot of http://testserver.local at serial {scene.register.serial() - 1}."
        ]
        assert "/files/open/sor.sqlite" in way.asked
    assert is_equal(copy, scene, tmp_path)


@pytest.mark.slow
def test_it_begins_with_a_snapshot_that_is_at_hand(copy: Register, scene: Scene, tmp_path: Path) -> None:
    files = publication(scene, tmp_path / "files")
    rename(scene, "Sengeafsnit 8")
    with reached(scene.register) as way:
        follow(copy, way, snapshot=files / "open" / "sor.sqlite")
        with pytest.raises(Refused, match="has begun already: leave --from out"):
            follow(copy, way, snapshot=files / "open" / "sor.sqlite")
    assert rows(copy) == rows(scene.register)


@pytest.mark.slow
def test_a_snapshot_of_a_demo_is_a_demo(scene: Scene, tmp_path: Path, clock: StandingClock) -> None:
    files = publication(scene, tmp_path / "files")
    opened = Register(Database(f"sqlite:///{files}/open/sor.sqlite", is_whole=True), clock)
    assert (opened.is_demo, opened.role) == (True, "mirror")
    opened.database.close()


@pytest.mark.slow
def test_a_snapshot_is_sound_by_whatever_door_its_entries_came(
    scene: Scene, tmp_path: Path, clock: StandingClock
) -> None:
    """What is written into the mirror afterwards by a door that feeds none is told as before."""
    rename(scene, "Sengeafsnit 8")
    published = publication(scene, tmp_path / "files") / "open" / "sor.sqlite"
    opened = Register(Database(f"sqlite:///{published}", is_whole=True), clock)
    assert opened.verify(deep=True).fault is None
    with closing(sqlite3.connect(published)) as connection:
        connection.execute("UPDATE register SET value = value - 1 WHERE name = 'taken'")
        connection.commit()
    found = opened.verify(deep=True).fault
    assert found is not None
    assert (found.serial, found.what[:20]) == (scene.register.serial(), "the register says that it is a mirror"[:20])
    opened.database.close()


def altered(path: Path, statement: str) -> bytes:
    """A snapshot's bytes after somebody has changed it."""
    other = path.with_suffix(".altered")
    other.write_bytes(path.read_bytes())
    with closing(sqlite3.connect(other)) as connection:
        connection.execute(statement)
        connection.commit()
    return other.read_bytes()


RENAMED = "UPDATE line SET content = replace(content, 'Sengeafsnit 1', 'Sengeafsnit 2')"


@pytest.mark.slow
def test_a_snapshot_that_was_changed_on_the_way_is_refused(copy: Register, scene: Scene, tmp_path: Path) -> None:
    files = publication(scene, tmp_path / "files")
    spoilt = altered(files / "open" / "sor.sqlite", RENAMED)
    with reached(scene.register, files) as way:
        way.spoil = lambda request, body: spoilt if request.url.path.endswith(".sqlite") else body
        with pytest.raises(Refused, match="its SHA-256 is"):
            follow(copy, way)
    assert copy.serial() == 0


@pytest.mark.slow
def test_a_snapshot_whose_log_was_changed_is_refused_whoever_listed_it(
    copy: Register, scene: Scene, tmp_path: Path
) -> None:
    files = publication(scene, tmp_path / "files")
    spoilt = tmp_path / "sor.sqlite"
    with reached(scene.register, files) as way:
        for statement, told in (
            (RENAMED, "its content does not give its hash"),
            ("UPDATE register SET value = 'x' WHERE name = 'epoch'", "is of another epoch"),
            ("DELETE FROM alembic_version", "another version of the program"),
            ("DROP TABLE alembic_version", "no snapshot of a register"),
        ):
            spoilt.write_bytes(altered(files / "open" / "sor.sqlite", statement))
            with pytest.raises(Refused, match=told):
                follow(copy, way, snapshot=spoilt)
    assert copy.serial() == 0


@pytest.mark.slow
def test_a_published_snapshot_of_another_version_is_passed_over_and_the_log_read_from_its_first_entry(
    copy: Register, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "revisions", lambda: ("of the program as it was renewed",))
    with reached(scene.register, publication(scene, tmp_path / "files")) as way:
        said = follow(copy, way)
    told = "The snapshot that http://testserver.local publishes was made by another version of the program: the log is"
    assert said == [f"{told} read from its first entry."]
    assert rows(copy) == rows(scene.register)


@pytest.mark.slow
def test_a_mirror_that_becomes_the_copy_of_a_demo_is_a_demo_for_all_that_opened_it_before(
    scene: Scene, tmp_path: Path
) -> None:
    settings = read_settings({"SOR_DATABASE": f"sqlite:///{tmp_path}/copy.db"})
    closed_register(settings).init("mirror")
    follower, server = open_register(settings), open_register(settings)
    assert not server.is_demo
    assert server.today() > parse_day("2026-11-01")
    with reached(scene.register) as way:
        follow(follower, way)
    assert server.is_demo
    assert write_day(server.today()) == "2026-11-01"
    found = standing_of(server)
    assert found is not None
    assert str(found["since"]).startswith("2026-11-01")


@pytest.mark.slow
def test_a_checkpoint_of_another_key_or_of_none_is_refused(copy: Register, scene: Scene, tmp_path: Path) -> None:
    make_key(tmp_path / "key")
    other = make_key(tmp_path / "other")
    signed = publication(scene, tmp_path / "files", tmp_path / "key")
    for files, told in (
        (signed, "signed with another key than the one to trust"),
        (publication(scene, tmp_path / "unsigned"), "publishes no signed checkpoint"),
    ):
        with reached(scene.register, files) as way, pytest.raises(Refused, match=told):
            follow(copy, way, public_key=other)
    assert copy.serial() == 0


@pytest.mark.slow
def test_what_came_before_a_cut_is_kept_and_a_cut_entry_goes_on_where_it_was(
    copy: Register, scene: Scene, way: WithinProcess
) -> None:
    lines: list[int] = []

    def halve(request: httpx2.Request, body: bytes) -> bytes:
        if not request.url.path.endswith("/copy"):
            return body
        lines.append(body.count(b'{"line"'))
        return body[: len(body) // 2] if len(body) > 60_000 else body

    way.spoil = halve
    source = job.Source("http://testserver.local", way)
    for _ in range(20):
        try:
            job.Following(copy, source, job.FollowOptions(once=True)).run()
            break
        except SourceAway:
            continue
    assert rows(copy) == rows(scene.register)
    assert len(lines) > 3
    assert lines[-1] < 200, "the last answers hold only what was missing"


@pytest.mark.slow
def test_a_real_register_follows_no_demo_once_it_holds_something(
    new_database: NewDatabases, clock: StandingClock, scene: Scene, way: WithinProcess
) -> None:
    other = Scene.copied(new_database, clock).register
    with pytest.raises(Refused, match="is a master and follows nobody"):
        follow(other, way)
    fed = mirror(new_database(), clock)
    fed.submit(Submission([], "anna", "import"))
    with pytest.raises(Refused, match="was not begun as a copy of another register"):
        follow(fed, way)
    assert not fed.is_demo
    empty = mirror(new_database(), clock)
    follow(empty, way)
    assert empty.is_demo


def test_two_followers_of_one_database_are_refused(copy: Register) -> None:
    told = "Another program follows into .* already: leave it running, or end it first"
    with only_follower(copy.database), pytest.raises(FollowedTwice, match=told), only_follower(copy.database):
        pass
    with only_follower(copy.database):
        pass


def name_in(doors: WithinProcess, unit: str) -> str:
    """What the doors of a register call a unit."""
    return str(doors._client.get(f"/api/v1/units/{unit}").json()["name"])


@pytest.mark.slow
def test_a_source_that_was_restored_is_found_out_and_begun_anew(
    copy: Register, scene: Scene, way: WithinProcess, new_database: NewDatabases, clock: StandingClock, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    back_up(scene.register, tmp_path / "backup.db")
    rename(scene, "Sengeafsnit 7")
    follow(copy, way)
    before, old_epoch = rows(copy), copy.facts()["epoch"]
    restored = Register(new_database(), clock)
    restore(restored, tmp_path / "backup.db", replace=True)
    with reached(copy) as doors, reached(restored) as now:
        assert name_in(doors, scene["ward"]) == "Sengeafsnit 7"
        said = follow(copy, now)
        assert "has become another register: it was restored from a backup" in said[0]
        assert rows(copy) == rows(restored) != before
        assert copy.facts()["epoch"] == restored.facts()["epoch"] != old_epoch
        found = standing_of(copy)
        assert found is not None
        (aside,) = found["aside"]
        kept = Register(Database(f"sqlite:///{aside}", is_whole=True), clock)
        assert rows(kept) == before
        kept.database.close()
        rename(Scene.played(restored, scene.codes), "Sengeafsnit 9")
        follow(copy, now)
        until = time.monotonic() + 300
        while name_in(doors, scene["ward"]) != "Sengeafsnit 9":
            assert time.monotonic() < until, "a server of the copy goes on with the register that is gone"
            time.sleep(0.02)
    assert copy.verify(deep=True).fault is None


@pytest.mark.slow
def test_a_source_whose_log_was_cut_without_a_restore_is_not_followed_on(
    copy: Register, scene: Scene, new_database: NewDatabases, clock: StandingClock
) -> None:
    rename(scene, "Sengeafsnit 7")
    with reached(scene.register) as way:
        follow(copy, way)
    before = rows(copy)
    with scene.register.database.writing() as connection:
        for table in ("entry", "line"):
            connection.run(f"DELETE FROM {table} WHERE serial = :serial", serial=scene.register.serial())
    scene.register.forget()
    with reached(scene.register) as way, pytest.raises(NotProven, match="no longer has it, though it was not restored"):
        follow(copy, way)
    assert rows(copy) == before


@pytest.mark.slow
def test_what_the_source_erases_is_gone_here_too_and_said(
    copy: Register, scene: Scene, way: WithinProcess, tmp_path: Path, new_database: NewDatabases, clock: StandingClock
) -> None:
    secret = "Hemmelig Zq7"
    stated = rename(scene, secret)
    rename(scene, "Sengeafsnit 1")
    late = mirror(new_database(), clock)
    follow(copy, way)
    let_in(scene.register)
    made, _ = ask(scene.register, WantedErasure(stated, "unit", scene["ward"], "name"), "en grund", "anna", "cli")
    assert confirm(scene.register, made.number, "bodil", "cli", None).left is None
    rename(scene, "Sengeafsnit 2")
    (said,) = follow(copy, way)
    assert "is an erasure: what it took out of the source is gone here too" in said
    follow(late, way)
    for one in (copy, late):
        assert is_equal(one, scene, tmp_path)
        assert secret not in str(rows(one))
        if one.database.dialect == "sqlite":
            one.database.close()
            for path in Path(str(one.database.url.database)).parent.glob("*.db*"):
                if path.name.startswith(Path(str(one.database.url.database)).stem):
                    assert secret.encode() not in path.read_bytes()


@pytest.mark.slow
def test_a_value_that_lacks_without_an_erasure_is_not_believed(
    copy: Register, scene: Scene, way: WithinProcess, clock: StandingClock
) -> None:
    stated = rename(scene, "Sengeafsnit 7")
    rename(scene, "Sengeafsnit 8")
    with scene.register.database.writing() as connection:
        line = next(iter(scene.register.lines(stated)))
        left = without_values(line, [0], stated + 1)
        connection.run("UPDATE line SET content = :content WHERE serial = :serial", content=left.content.decode(),
                       serial=stated)  # fmt: skip
    with pytest.raises(NotProven, match=f"it lacks a value, and entry {stated + 1} is no erasure"):
        follow(copy, way)
    assert copy.serial() == 0


@pytest.mark.slow
def test_a_full_disk_is_waited_for(new_sqlite: NewDatabases, clock: StandingClock, tmp_path: Path) -> None:
    scene = Scene.copied(new_sqlite, clock)
    copy = mirror(new_sqlite(), clock)
    with reached(scene.register) as way:
        follow(copy, way)
        for n in range(30):
            rename(scene, f"Afsnit {n}")
        before = rows(copy)
        connect = copy.database.connect

        def small() -> Connection:
            made = connect()
            pages = made.run("PRAGMA page_count").fetchone()[0]
            made.run(f"PRAGMA max_page_count = {pages}")
            return made

        copy.database.close()  # the connection for writing is kept: it is small from the next one on
        copy.database.connect = small  # type: ignore[method-assign]
        with pytest.raises(DiskFull):
            follow(copy, way)
        assert rows(copy) == before
        copy.database.close()
        copy.database.connect = connect  # type: ignore[method-assign]
        follow(copy, way)
        assert rows(copy) == rows(scene.register)


@pytest.mark.slow
def test_a_copy_of_a_demo_goes_by_the_time_of_its_newest_entry(
    scene: Scene, new_database: NewDatabases, clock: StandingClock, way: WithinProcess
) -> None:
    late = mirror(new_database(), StandingClock("2026-10-01T12:00:00+00:00"))
    follow(late, way)
    clock.pass_days(40)
    scene.register.turn_day()
    rename(scene, "Sengeafsnit 2")
    follow(late, way)
    go_by(late)
    assert late.today() == scene.register.today()


def test_a_demo_s_copy_tells_since_when_by_the_clock_of_the_demo(scene: Scene, new_sqlite: NewDatabases) -> None:
    copy = mirror(new_sqlite(), StandingClock("2026-10-20T12:00:00+00:00"), demo=True)
    with reached(scene.register) as way:
        follow(copy, way)
    found, last = standing_of(copy), copy.head()
    assert found is not None
    assert found["since"] == found["heard"] == last.recorded_at
