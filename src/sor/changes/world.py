"""The register around a change, on all days: versions of units and numbers by key, before a submission or with it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sor.core.all_days import AllDays, lives
from sor.core.canonical import decode
from sor.core.identifiers import provider_key
from sor.core.shapes import Fields, Location, as_unit, text_in
from sor.core.subject import Subject
from sor.rules.unit_facts import UnitFacts
from sor.store.projection import VersionRow


class SubjectOnDays(NamedTuple):
    """What a subject is on the days [from_day, to_day). born, died: the life that these days lie in."""

    from_day: int
    to_day: int
    born: int
    died: int
    values: Fields
    facts: UnitFacts

    @property
    def parent(self) -> str | None:
        """The unit above, as stated."""
        return text_in(self.values, "parent")

    @property
    def geographic_parent(self) -> str | None:
        """The unit where it lies, as stated."""
        return text_in(self.values.get("geographic_parent"), "parent")

    @property
    def operator(self) -> str | None:
        """The owner that runs it, where that is another than its own, as stated."""
        return text_in(self.values.get("operator"), "unit")


class VersionsByDay(AllDays[SubjectOnDays]):
    """The register around a change, and who holds and names what in it."""

    def __init__(self, versions: Iterable[tuple[tuple[str, str], list[SubjectOnDays]]]) -> None:
        super().__init__(versions)
        self._holders: dict[tuple[str, str], set[str]] | None = None
        self._lying_at: dict[str, set[str]] | None = None
        self._run_by: dict[str, set[str]] | None = None
        self._named_in: dict[str, list[str]] | None = None

    def with_changed(self, changed: Mapping[Subject, Sequence[VersionRow]]) -> "VersionsByDay":
        """The same world, but for some subjects."""
        new: dict[tuple[str, str], list[SubjectOnDays]] = {
            subject: versions_of(rows) for subject, rows in changed.items()
        }
        return VersionsByDay((self._versions | new).items())

    def with_more(self, more: "VersionsByDay") -> "VersionsByDay":
        """The same world, and what of another it did not hold."""
        return VersionsByDay((more._versions | self._versions).items())  # noqa: SLF001 (another of its kind)

    def holders(self, field: str, value: str) -> set[str]:
        """The units that own a location number (``location``), hold a SHAK code (``shak``) or a ydernummer
        without its leading zeros (``provider``), on any day.
        """
        if self._holders is None:
            self._holders = {}
            for key in self.subjects("unit"):
                for version in self.versions("unit", key):
                    facts = version.facts
                    provider = facts.provider_identifier and provider_key(facts.provider_identifier)
                    for name, held in (("location", facts.number), ("shak", facts.shak), ("provider", provider)):
                        if held:
                            self._holders.setdefault((name, held), set()).add(key)
        return self._holders.get((field, value), set())

    def geographic_children(self, unit: str) -> set[str]:
        """The units that name one as their geographic parent on any day."""
        if self._lying_at is None:
            self._lying_at = {}
            for key in self.subjects("unit"):
                for version in self.versions("unit", key):
                    if version.geographic_parent:
                        self._lying_at.setdefault(version.geographic_parent, set()).add(key)
        return self._lying_at.get(unit, set())

    def run_by(self, owner: str) -> set[str]:
        """The units that name an owner as the one that runs them on any day."""
        if self._run_by is None:
            self._run_by = {}
            for key in self.subjects("unit"):
                for version in self.versions("unit", key):
                    if version.operator:
                        self._run_by.setdefault(version.operator, set()).add(key)
        return self._run_by.get(owner, set())

    def successions(self, unit: str) -> list[str]:
        """The keys of the successions that name a unit on either side."""
        if self._named_in is None:
            self._named_in = {}
            for key in self.subjects("succession"):
                for one in key.split(">"):
                    self._named_in.setdefault(one, []).append(key)
        return self._named_in.get(unit, [])


def world_of(rows: Iterable[VersionRow]) -> VersionsByDay:
    """The world that rows tell of."""
    by_subject: dict[Subject, list[VersionRow]] = {}
    for row in rows:
        by_subject.setdefault(Subject(row.kind, row.key), []).append(row)
    return VersionsByDay((subject, versions_of(found)) for subject, found in by_subject.items())


def versions_of(rows: Iterable[VersionRow]) -> list[SubjectOnDays]:
    """The versions of one subject, each with the life it lies in."""
    ordered = sorted(rows, key=lambda row: row.valid_from)
    of_rows = lives([(row.valid_from, row.valid_to) for row in ordered])
    return [_version(row, born, died) for row, (born, died) in zip(ordered, of_rows, strict=True)]


def _version(row: VersionRow, born: int, died: int) -> SubjectOnDays:
    values = decode(row.body)
    return SubjectOnDays(row.valid_from, row.valid_to, born, died, values, _facts(row.key, values, born, died))


def _facts(key: str, values: Fields, born: int, died: int) -> UnitFacts:
    own = as_unit(values)
    location: Location = own.get("location") or {}
    return UnitFacts(
        key, own.get("level"), own.get("type"), own.get("parent"), born, died, location.get("state"),
        location.get("number"), own.get("provider_identifier"), own.get("shak"), None, own,
    )  # fmt: skip
