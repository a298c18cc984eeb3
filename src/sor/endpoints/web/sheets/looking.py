"""A sheet that came back, looked at: kept as a draft of whoever sent it, judged, and tried as one set of changes."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from sor.core.finding import ERROR, NOTE, Finding
from sor.core.typed_day import read_typed_day
from sor.desk.drafts import SHEET, BegunForm
from sor.desk.sending import show_finding
from sor.desk.sessions import SignedIn
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.web.edit.forms import LONGEST, values_of
from sor.endpoints.web.edit.tried import NOTHING_TRIED, Tried
from sor.endpoints.web.edit.trying import Editing
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.kit.wording import in_words
from sor.endpoints.web.sheets.comments import comment_cells, place_of
from sor.endpoints.web.sheets.given_out import given_out_before
from sor.endpoints.web.sheets.judging import JudgedSheet, judge
from sor.formats.tables.sheet_reading import BadSheet, ReadSheet, Remark, cell_name

OWN_RULE = "SHEET"
CONFLICT = "X32"
MOST_CONFLICTS = 100


class SheetSaid(NamedTuple):
    """Something said of a sheet. cell: where, empty for all of it; at: its row and column from nought. field: of the
    form by which it was sent.
    """

    rule: str
    severity: str
    cell: str
    text: str
    field: str = ""
    at: tuple[int, int] | None = None


class Conflict(NamedTuple):
    """A cell that others changed meanwhile: what it was given out with, what they wrote, what the sheet says."""

    cell: str
    code: str
    name: str
    before: str
    theirs: str
    yours: str


class LookedSheet(NamedTuple):
    """A sheet with what becomes of it. draft: under which it is kept."""

    draft: str
    form: Mapping[str, str]
    sheet: ReadSheet | None
    judged: JudgedSheet | None
    tried: Tried
    said: list[SheetSaid]
    conflicts: list[Conflict]

    @property
    def is_wrong(self) -> bool:
        """Whether something stands against it."""
        return any(one.severity == ERROR for one in self.said)

    @property
    def status(self) -> int:
        """The status of the page that shows it."""
        rules = {one.rule for one in self.said if one.severity == ERROR}
        return 409 if CONFLICT in rules else 422 if rules else 200

    @property
    def says_something(self) -> bool:
        """Whether it changes anything."""
        return self.judged is not None and bool(self.judged.rows)

    def return_sheet(self) -> bytes:
        """The sheet again, with what is said of each cell as a comment."""
        if self.sheet is None:
            raise Problem("unknown", GONE)
        return comment_cells(self.sheet, ((one.cell, one.text) for one in self.said if one.cell))


GONE = Sentence(
    "", "Regnearket findes ikke længere; det er gemt, fjernet eller slettet. Send det igen.",
    "The sheet is there no more: it was saved, removed or erased. Send it again.",
)  # fmt: skip


def refuse_stranger(editing: Editing, signed_in: SignedIn, tree: str) -> None:
    """Raises Problem for a tree that there is not, or that somebody does not keep."""
    if editing.units.find_known(tree) is None:
        raise Problem("unknown", Sentence(
            "code", f"Der er ingen enhed {tree[:50]} i registret.", f"There is no unit {tree[:50]} in the register.",
        ))  # fmt: skip
    if not editing.rights.may_keep(signed_in, tree):
        raise Problem("no-right", Sentence(
            "code", f"Du vedligeholder ikke enheden {tree}, eller den er ikke åben.",
            f"You do not keep the unit {tree}, or it is not open.",
        ))  # fmt: skip


def kept_as(editing: Editing, signed_in: SignedIn, sheet: ReadSheet, form: Mapping[str, str]) -> BegunForm:
    """A sheet kept as a draft, in place of the one of the same tree that came before. Raises Refused."""
    me, tree = signed_in.actor.id, sheet.facts.tree
    before = (one.id for one in editing.drafts.of(me) if (one.op, one.unit, one.actor) == (SHEET, tree, me))
    typed = {name: form.get(name, "")[:LONGEST] for name in ("from", "reason")}
    typed["sheet"] = msgspec.json.encode(sheet).decode()
    kept = editing.drafts.keep(me, SHEET, tree, typed, None, next(before, ""))
    found = editing.drafts.find(me, kept)
    if found is None:
        raise Problem("unknown", GONE)
    return found


def look_at(editing: Editing, signed_in: SignedIn, visit: Visit, draft: BegunForm) -> LookedSheet:
    """A kept sheet, judged and tried."""
    form = {name: draft.form.get(name, "") for name in ("from", "reason")}
    try:
        sheet = msgspec.json.decode(draft.form.get("sheet", ""), type=ReadSheet)
    except msgspec.DecodeError:
        raise Problem("unknown", GONE) from None
    day = read_typed_day(form["from"])
    if day is None:
        no_day = SheetSaid("FORM", ERROR, "", visit.text("edit.no_day"), "from")
        return LookedSheet(draft.id, form, sheet, None, NOTHING_TRIED, [no_day], [])
    try:
        given = given_out_before(editing.register, sheet.facts)
    except BadSheet as error:
        return LookedSheet(draft.id, form, None, None, NOTHING_TRIED, [refuse_file(error, visit)], [])
    judged = judge(editing.register, sheet, given, day, form["reason"])
    said = [SheetSaid(OWN_RULE, ERROR, one.cell, _text(one, visit), at=place_of(one.cell)) for one in judged.faults]
    tried = NOTHING_TRIED
    if judged.document["changes"]:
        tried = editing.tried_set(judged.document, signed_in, visit)
        said += _tell_cells(editing, judged, tried, visit)
    said += [SheetSaid(OWN_RULE, NOTE, "", _text(one, visit)) for one in judged.remarks]
    said.sort(key=lambda one: (one.severity == NOTE, one.at is None, one.at or (0, 0)))
    return LookedSheet(draft.id, form, sheet, judged, tried, said, list(_conflicts(editing, judged, tried)))


def refuse_file(error: BadSheet, visit: Visit) -> SheetSaid:
    """A file that is refused whole, said beside the field by which it came."""
    return SheetSaid(OWN_RULE, ERROR, "", error.danish if visit.language == "da" else str(error), "file")


def _tell_cells(editing: Editing, judged: JudgedSheet, tried: Tried, visit: Visit) -> Iterator[SheetSaid]:
    """What the register says, each at the cell that it is about."""
    if tried.outcome is None:
        yield from (SheetSaid(one.rule, one.severity, "", one.text) for one in tried.messages)
        return
    findings = tried.outcome.findings
    told = [show_finding(one)["da" if visit.language == "da" else "en"] for one in findings]
    texts = in_words(told, editing.register.at(), visit.language)
    said = dict.fromkeys(
        (finding.rule, finding.severity, judged.cell_of(finding), text)
        for finding, text in zip(findings, texts, strict=True)
    )
    for rule, severity, at, text in said:
        yield SheetSaid(rule, severity, "" if at is None else cell_name(at[0] + 1, at[1]), text, at=at)


def _conflicts(editing: Editing, judged: JudgedSheet, tried: Tried) -> Iterator[Conflict]:
    """The cells that others changed since the sheet was given out."""
    found = [] if tried.outcome is None else [one for one in tried.outcome.findings if one.rule == CONFLICT]
    for finding in found[:MOST_CONFLICTS]:
        if (row := judged.rows.get(finding.key)) is not None:
            now = values_of(editing.units.unit(row.code)) | {"parent": editing.units.unit(row.code).get("parent", "")}
            for name in _changed_of(finding, row.changed):
                before, yours = judged.given.values[row.code][name], row.values[name]
                if now[name] not in (before, yours):
                    cell = cell_name(row.number, row.changed[name])
                    yield Conflict(cell, row.code, name, before, now[name], yours)


def _changed_of(finding: Finding, changed: Mapping[str, int]) -> list[str]:
    """The changed columns of the field that a finding is about."""
    field = finding.field or str(finding.facts.get("name", ""))
    return [name for name in changed if name.partition(".")[0] == field]


def _text(remark: Remark, visit: Visit) -> str:
    return remark.da if visit.language == "da" else remark.en
