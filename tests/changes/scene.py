"""A small master to change: a region with a hospital, its departments and wards, and a private clinic of its own.

Both lie in regions that become one on 1 January 2027: what addresses show of their municipality changes on that day.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sor.changes.outcome import Outcome
from sor.core.as_of import AsOf
from sor.core.canonical import encode
from sor.core.day import OPEN
from sor.core.statement import Draft
from sor.register import Register, Submission
from sor.store import series
from sor.store.append import LineDraft
from sor.store.database import Database
from tests.new_databases import NewDatabases

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
TODAY, TOMORROW = "2026-11-01", "2026-11-02"
HOSPITAL, CLINIC, DEPARTMENT, SUPPLEMENT = "22232009", "554061000005105", "550851000005109", "255203001"
REGION, PRIVATE = "550881000005103", "550891000005100"
ADDRESS = {
    "street": "Nørregade", "building": "1", "postcode": "4000", "district": "Roskilde", "municipality": "0265",
    "country": "DK",
}  # fmt: skip
COPENHAGEN = {"street": "Bakken", "postcode": "2100", "district": "København Ø", "municipality": "0101"}
PHONE = {"phone": "87654321"}
NUMBER_DATA = {
    "system_type": "225", "system_supplier": "162", "network": "41000035001", "region": "1082", "administrator": "1",
}  # fmt: skip
INDICATORS = {"reporting_level": True, "patients_admitted": True, "ambulant_activity": True}
FIRST_NUMBER, LAST_NUMBER = 579099900000, 579099900099


def number(name: str) -> dict[str, Any]:
    """A location number of the authority's series."""
    return {"op": "number", "location_number": name, "from": TODAY, "issue": NUMBER_DATA}


def create(called: str, level: str, parent: str | None, day: str = TODAY, /, **values: Any) -> dict[str, Any]:
    """A new unit."""
    above = {} if parent is None else {"parent": parent}
    return {"op": "create", "as": called, "level": level, "from": day, "set": values} | above


def own(name: str) -> dict[str, str]:
    """A location number of the unit's own."""
    return {"state": "Own", "number": name}


SCENE = [
    number("#n1"), number("#n2"), number("#n3"),
    create("#region", "IO", None, name="Region Sjælland", type=REGION, cvr="29190925", postal_address=ADDRESS,
           virtual_address=PHONE, location=own("#n1")),
    create("#hospital", "HI", "#region", name="Fjordby Hospital", type=HOSPITAL, location=own("#n2")),
    create("#heart", "OU", "#hospital", name="Hjerteafdelingen", type=DEPARTMENT, location="inherit", **INDICATORS),
    create("#ward", "OU", "#heart", name="Sengeafsnit 1", type=DEPARTMENT, location="inherit", **INDICATORS),
    create("#lungs", "OU", "#hospital", name="Lungeafdelingen", type=DEPARTMENT, location="inherit", **INDICATORS),
    create("#owner", "IO", None, name="Bakkens Fodterapi", type=PRIVATE, cvr="35095748",
           postal_address=ADDRESS | COPENHAGEN, virtual_address=PHONE, location=own("#n3")),
    create("#clinic", "HI", "#owner", name="Bakkens Fodterapi", type=CLINIC, location="inherit"),
    create("#feet", "OU", "#clinic", name="Bakkens Fodterapi", type=SUPPLEMENT, location="inherit",
           provider_identifier="019062"),
]  # fmt: skip


def rename_type(register: Register, code: str, day: int, name: str) -> None:
    """An entity type gets another name, as a code list that is loaded says."""
    renamed = LineDraft("code", f"entity_type/{code}", [Draft("name_da", day, OPEN, 0, encode(name))])
    register.submit(Submission([renamed], "authority", "import"))


class Scene:
    """A register with the scene played; ``s["ward"]`` is the code of the ward."""

    def __init__(self, register: Register) -> None:
        self.register = register
        with register.database.desk.writing() as connection:
            series.add(connection, "authority", FIRST_NUMBER, LAST_NUMBER, "authority", "2026-11-01T12:00:00Z")
        made = register.change({"reason": "a small register", "changes": SCENE}, "authority", "rest")
        assert made.accepted, made.findings
        self.serial = made.serial
        self.codes = {name.removeprefix("#"): code for name, code in made.units.items()}

    @classmethod
    def played(cls, register: Register, codes: dict[str, str]) -> "Scene":
        """A register in which the scene stands already."""
        scene = cls.__new__(cls)
        scene.register, scene.codes, scene.serial = register, codes, register.serial()
        return scene

    @classmethod
    def copied(cls, new: NewDatabases, clock: Callable[[], datetime]) -> "Scene":
        """A master in which the scene stands, copied from one that was made once: that is ten times as fast."""
        database, codes = new.filled(play)
        return cls.played(Register(database, clock), codes)

    def __getitem__(self, name: str) -> str:
        return self.codes[name]

    def send(self, *changes: dict[str, Any], **how: Any) -> Outcome:
        """Send a set; units are named as in the scene (``@ward``)."""
        return self._change(changes, dry_run=False, **how)

    def preview(self, *changes: dict[str, Any], **how: Any) -> Outcome:
        """Try a set."""
        return self._change(changes, dry_run=True, **how)

    def unit(self, name: str, day: int, known: int | None = None) -> dict[str, Any]:
        """A unit of the scene, resolved, on a day."""
        found = self.register.at(AsOf(day, known or self.register.serial()))
        answer = found.unit(self[name] if name in self.codes else name)
        assert answer is not None
        return answer

    def named(self, value: Any) -> Any:
        """A value with codes in place of the scene's names."""
        if isinstance(value, str) and value.startswith("@"):
            return self[value[1:]]
        if isinstance(value, list | tuple):
            return [self.named(one) for one in value]
        if isinstance(value, dict):
            return {part: self.named(one) for part, one in value.items()}
        return value

    def _change(self, changes: Any, *, dry_run: bool, base: int | None = None, door: str = "rest",
                actor: str = "authority", **how: Any) -> Outcome:  # fmt: skip
        document = {"changes": self.named(list(changes))} | ({"base": base} if base is not None else {})
        document |= {"reason": how.pop("reason")} if "reason" in how else {}
        options = {"shak_end": OPEN} | how.pop("options", {})
        return self.register.change(document, actor, door, dry_run=dry_run, options=options, **how)


def play(database: Database) -> dict[str, str]:
    """Make a new database a master with the scene; gives the codes of its units."""
    register = Register(database, lambda: NOW)
    register.init("master", demo=True)
    return Scene(register).codes


def faults(outcome: Outcome) -> list[tuple[str, str]]:
    """The errors of an answer: (rule, key)."""
    return [(f.rule, f.key) for f in outcome.findings if f.severity == "error"]
