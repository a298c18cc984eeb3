"""Why a file is not loaded although it was read whole: every reason is told with the report of what was found in it.

``--force`` overrides such a reason; the report then names it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sor.core.finding import Finding
from sor.core.shapes import Fields, Value
from sor.formats.delivery import BadFile
from sor.rules.sentences import sentence


class NotLoaded(BadFile):
    """A file that was read and compared, and is refused; ``report`` names everything that was found in it."""

    def __init__(self, reason: str, report: Any) -> None:
        super().__init__(reason)
        self.report = report


class Reasons:
    """The reasons against loading a file, gathered while it is judged."""

    def __init__(self, *, force: bool) -> None:
        self._force = force
        self.against: list[str] = []
        self.overridden: list[str] = []

    def ask(self, check: Callable[..., None], *given: Value, forced: bool = True) -> None:
        """Ask a check that raises BadFile; with force its reason is only noted, unless that cannot be forced."""
        try:
            check(*given)
        except BadFile as reason:
            (self.overridden if self._force and forced else self.against).append(str(reason))

    def notes(self) -> list[str]:
        """What --force set aside."""
        return [f"--force overrode: {reason}" for reason in self.overridden]

    def refuse(self, report: Any) -> None:
        """Raises NotLoaded when there is a reason."""
        if self.against:
            raise NotLoaded(" ".join(self.against), report)


def _line_of(finding: Finding, lines: Mapping[tuple[str, str], int | None]) -> int | None:
    """Where the file says what a finding is about; a succession that has no row of its own, at one of its units."""
    line = lines.get((finding.kind, finding.key))
    if line is None and finding.kind == "succession":
        line = next(filter(None, (lines.get(("unit", code)) for code in finding.key.split(">"))), None)
    return line


def list_findings(findings: Iterable[Finding], lines: Mapping[tuple[str, str], int | None]) -> list[Fields]:
    """Every finding with its rule, subject, line in the file when it has one, and sentence."""
    found = []
    for finding in findings:
        line = _line_of(finding, lines)
        told: Fields = {"rule": finding.rule, "severity": finding.severity}
        told |= {"kind": finding.kind, "key": finding.key}
        told |= {"field": finding.field} if finding.field else {}
        told |= {} if line is None else {"line": line}
        found.append(told | {"text": sentence(finding, "en")})
    return found
