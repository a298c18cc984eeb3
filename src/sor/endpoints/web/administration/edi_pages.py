"""The pages that show message types: numbers with what they receive and send, chosen by municipality, vendor or region;
one number with all its days; who fulfils the duties of its system; and who of a group can be sent what. Each is a file
as well.
"""

from collections.abc import Iterable, Mapping, Sequence

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from sor.core.code_book import CodeBook
from sor.core.day import OPEN, START
from sor.core.identifiers import tidy_identifier
from sor.core.shapes import Fields
from sor.core.unit import shown_date
from sor.desk.responsible_persons import LONGEST_CODE
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.rest.unknown import unknown_location_number
from sor.endpoints.web.administration.edi_office import (
    EdiOffice,
    choices,
    days_shown,
    message_name,
    wanted_in,
)
from sor.endpoints.web.edit.answers import Answer
from sor.endpoints.web.kit.names import Names
from sor.endpoints.web.kit.page import page, personal_page
from sor.endpoints.web.kit.page_of_list import page_of_list
from sor.endpoints.web.kit.visit import Visit, visit_of
from sor.endpoints.web.kit.words import day_before
from sor.formats.tables.spreadsheet_csv import MEDIA_TYPE, spreadsheet_csv
from sor.recipients.edi_rows import Duty, EdiRow, WantedNumbers, choose_rows, duties, type_at_medcom
from sor.recipients.finding import NoSuch

REACH, REACH_FILE = "/edi/reach", "/edi/reach.csv"
LIST, FILE, NUMBER, DUTIES, DUTIES_FILE = "/edi", "/edi.csv", "/edi/numbers/{number}", "/edi/duties", "/edi/duties.csv"
PUBLIC = (LIST, FILE, NUMBER, DUTIES, DUTIES_FILE, REACH, REACH_FILE)
PAGE = 100
MOST_REACHED = 2_000
"""Numbers of which it is asked at once whether a message can be sent there."""
COLUMNS = (
    "number", "unit", "name", "owner", "owner_name", "municipality", "region", "system_type", "system_supplier",
    "network", "administrator", "active", "internal", "standard", "version", "direction", "from", "to",
)  # fmt: skip

Given = NamedDependency[EdiOffice]


@get(LIST, include_in_schema=False, sync_to_thread=True)
def list_page(request: HttpRequest, edi: Given) -> Answer:
    """The location numbers that are chosen, each with its system and what it receives and sends."""
    visit = visit_of(edi.register, request.url.path, request.query_params)
    snapshot, asked = edi.snapshot(visit), request.query_params
    names, wanted = Names(snapshot.codes, visit.at.valid, visit.language), wanted_in(asked)
    rows = choose_rows(edi.book.list_numbers(snapshot).rows, wanted)
    shown_page = page_of_list(asked, PAGE)
    signed_in = edi.visitors.visitor(request)
    actor = None if signed_in is None else signed_in.actor
    show = page if signed_in is None else personal_page
    return show(
        "edi.html", visit, signed_in=signed_in, total=len(rows), wanted=wanted, choices=choices(names),
        rows=[show_number(row, names) for row in shown_page.cut(rows)],
        following=shown_page.following(len(rows)), chosen=filters_of(wanted),
        may_set=edi.may_some(actor),
    )  # fmt: skip


@get(FILE, include_in_schema=False, sync_to_thread=True)
def list_file(request: HttpRequest, edi: Given) -> Response[bytes]:
    """The same as a file: a row for each message type of a number, one for a number that has none."""
    visit = visit_of(edi.register, request.url.path, request.query_params)
    rows = choose_rows(edi.table(edi.snapshot(visit)).rows, wanted_in(request.query_params))
    return csv_file(FILE[1:], COLUMNS, (cells for row in rows for cells in _cells(row)))


@get(NUMBER.replace("{number}", "{number:str}"), include_in_schema=False, sync_to_thread=True)
def number_page(request: HttpRequest, number: FromPath[str], edi: Given) -> Answer:
    """A location number: whose it is, its system, and every message type with its days."""
    visit = visit_of(edi.register, request.url.path, request.query_params)
    snapshot = edi.snapshot(visit)
    row = edi.book.row(snapshot, number)
    if row is None:
        raise unknown_location_number(snapshot, number[:40])
    names = Names(snapshot.codes, visit.at.valid, visit.language)
    messages = [
        (one, message_name(names, one, visit.language), *days_shown(visit, one.begins, one.ends),
         one.begins <= visit.at.valid < one.ends)
        for one in edi.book.messages(snapshot, number)
    ]  # fmt: skip
    signed_in = edi.visitors.visitor(request)
    lacks = [
        duty for duty in _duties_of(row, snapshot.codes, visit) if not row.takes(duty.standard, "", duty.direction)
    ]
    show = page if signed_in is None else personal_page
    return show(
        "edi_number.html", visit, signed_in=signed_in, row=row, messages=messages, lacks=lacks,
        facts=facts_of(row, names), days=days_shown(visit, max(row.begins, START), row.ends),
        kind=names.find_known("medcom_system_type", type_at_medcom(snapshot.codes, row.system_type, visit.at.valid)),
        may_set=signed_in is not None and edi.may(signed_in.actor, row),
    )  # fmt: skip


@get(DUTIES, include_in_schema=False, sync_to_thread=True)
def duties_page(request: HttpRequest, edi: Given) -> Answer:
    """Which numbers lack what their system must receive or send, with how many fulfil each duty."""
    visit = visit_of(edi.register, request.url.path, request.query_params)
    snapshot, asked = edi.snapshot(visit), request.query_params
    names, wanted = Names(snapshot.codes, visit.at.valid, visit.language), wanted_in(asked)
    rows = choose_rows(edi.book.list_numbers(snapshot).rows, wanted)
    judged = _judge_numbers(edi, visit, rows)
    lacking = [(row, lacks) for row, held, lacks in judged if lacks]
    shown_page = page_of_list(asked, PAGE)
    counts = _counts(judged)
    months, trend = _trend(edi, visit, [row for row, _, _ in judged], counts)
    return page(
        "edi_duties.html", visit, wanted=wanted, choices=choices(names), chosen=filters_of(wanted), total=len(judged),
        untyped=len(rows) - len(judged), lacking=len(lacking), counts=counts, months=months, trend=trend,
        rows=[(show_number(row, names), lacks) for row, lacks in shown_page.cut(lacking)],
        following=shown_page.following(len(lacking)),
        table=[
            (names.find_known("medcom_system_type", kind) or kind, held)
            for kind, held in sorted(duties(snapshot.codes, visit.at.valid).items())
        ],
    )  # fmt: skip


@get(DUTIES_FILE, include_in_schema=False, sync_to_thread=True)
def duties_file(request: HttpRequest, edi: Given) -> Response[bytes]:
    """The same as a file: a row for each duty of each number."""
    visit = visit_of(edi.register, request.url.path, request.query_params)
    rows = choose_rows(edi.table(edi.snapshot(visit)).rows, wanted_in(request.query_params))
    told = (
        (row.number, row.unit, row.name, row.municipality, row.region, row.system_type, row.system_supplier,
         duty.standard, duty.direction, "no" if duty in lacks else "yes")
        for row, held, lacks in _judge_numbers(edi, visit, rows) for duty in held
    )  # fmt: skip
    columns = (
        "number", "unit", "name", "municipality", "region", "system_type", "system_supplier", "standard", "direction",
        "fulfilled",
    )  # fmt: skip
    return csv_file("edi-duties.csv", columns, told)


@get(REACH, include_in_schema=False, sync_to_thread=True)
def reach_page(request: HttpRequest, edi: Given) -> Answer:
    """To whom of a municipality, a region or a supplier a unit can send a message, and why not."""
    visit = visit_of(edi.register, request.url.path, request.query_params)
    names = Names(edi.snapshot(visit).codes, visit.at.valid, visit.language)
    wanted, asked = wanted_in(request.query_params), request.query_params
    said = ""
    try:
        found = _find_reached(edi, visit, asked)
    except NoSuch as error:
        said, found = visit.text("edi.no_such", value=error.value), []
    shown_page = page_of_list(asked, PAGE)
    verdicts = {verdict: sum(answer["can"] == verdict for _, answer in found) for verdict in ("yes", "no", "unclear")}
    return page(
        "edi_reach.html", visit, 422 if said else 200, wanted=wanted, choices=choices(names), chosen=filters_of(wanted),
        sender=asked.get("sender", ""), said=said, verdicts=verdicts, total=len(found), most=MOST_REACHED,
        rows=[(row, answer["can"], _why(answer, visit)) for row, answer in shown_page.cut(found)],
        following=shown_page.following(len(found)),
    )  # fmt: skip


@get(REACH_FILE, include_in_schema=False, sync_to_thread=True)
def reach_file(request: HttpRequest, edi: Given) -> Response[bytes]:
    """The same as a file."""
    visit = visit_of(edi.register, request.url.path, request.query_params)
    try:
        found = _find_reached(edi, visit, request.query_params)
    except NoSuch as error:
        raise Problem("unknown", Sentence(
            "sender", f"Registret kender ikke {error.value[:40]}.", f"The register does not know {error.value[:40]}.",
        )) from None  # fmt: skip
    rows = ((row.number, row.unit, row.name, str(answer["can"]), _why(answer, visit)) for row, answer in found)
    return csv_file("edi-reach.csv", ("number", "unit", "name", "can", "why"), rows)


def _find_reached(edi: EdiOffice, visit: Visit, asked: Mapping[str, str]) -> list[tuple[EdiRow, Fields]]:
    """The numbers of a group with whether a unit can send a message there; none while not all is told. Raises
    NoSuch.
    """
    wanted, sender = wanted_in(asked), tidy_identifier("code", asked.get("sender", "").strip())[:LONGEST_CODE]
    if not sender or not wanted.message:
        return []
    snapshot = edi.snapshot(visit)
    group = wanted._replace(message="", direction="")
    rows = [row for row in choose_rows(edi.table(snapshot).rows, group) if row.unit][:MOST_REACHED]
    answers = edi.book.reach(snapshot, sender, [row.unit for row in rows], wanted.message)
    return list(zip(rows, answers, strict=True))


def _why(answer: Fields, visit: Visit) -> str:
    """The first thing that stands against sending, in words."""
    checks = answer["checks"]
    for one in checks if isinstance(checks, list) else ():
        if one.get("ok") is not True:
            return str(one.get("da" if visit.language == "da" else "en", ""))
    return ""


def _trend(
    edi: EdiOffice, visit: Visit, rows: Sequence[EdiRow], counts: Sequence[tuple[str, str, int, int]]
) -> tuple[list[str], list[tuple[str, str, list[int]]]]:
    """How many of some numbers fulfil each duty at the beginning of each month around the asked day."""
    days = month_beginnings(visit.at.valid)
    numbers = {row.number for row in rows}
    found = []
    for standard, way, _, _ in counts:
        held: dict[str, list[tuple[int, int]]] = {}
        for number, period in edi.book.periods(edi.snapshot(visit), standard, "", way):
            if number in numbers:
                held.setdefault(number, []).append(period)
        per_day = [sum(any(start <= day < end for start, end in one) for one in held.values()) for day in days]
        found.append((standard, way, per_day))
    return [visit.on(shown_date(day)) for day in days], found


def month_beginnings(day: int) -> list[int]:
    """The first days of the five months before a day's, of its own and of six after it; none that no calendar has."""
    months = [day // 10000 * 12 + day // 100 % 100 - 1 + n for n in range(-5, 7)]
    days = [month // 12 * 10000 + (month % 12 + 1) * 100 + 1 for month in months]
    return [day for day in days if START <= day < OPEN]


def _duties_of(row: EdiRow, codes: CodeBook, visit: Visit) -> list[Duty]:
    return duties(codes, visit.at.valid).get(type_at_medcom(codes, row.system_type, visit.at.valid), [])


def _judge_numbers(edi: EdiOffice, visit: Visit, rows: Iterable[EdiRow]) -> list[tuple[EdiRow, list[Duty], list[Duty]]]:
    """The numbers whose system has duties, with these and those that are not fulfilled."""
    codes, day = edi.snapshot(visit).codes, visit.at.valid
    of_types = duties(codes, day)
    kinds: dict[str, list[Duty]] = {}
    found = []
    for row in rows:
        if row.system_type not in kinds:
            kinds[row.system_type] = of_types.get(type_at_medcom(codes, row.system_type, day), [])
        held = kinds[row.system_type]
        if held:
            lacks = [duty for duty in held if not row.takes(duty.standard, "", duty.direction)]
            found.append((row, held, lacks))
    return found


def _counts(judged: Sequence[tuple[EdiRow, list[Duty], list[Duty]]]) -> list[tuple[str, str, int, int]]:
    """By standard and direction, how many numbers must and how many do."""
    must: dict[Duty, int] = {}
    lack: dict[Duty, int] = {}
    for _, held, lacks in judged:
        for duty in held:
            must[duty] = must.get(duty, 0) + 1
        for duty in lacks:
            lack[duty] = lack.get(duty, 0) + 1
    return [(duty.standard, duty.direction, count, count - lack.get(duty, 0)) for duty, count in sorted(must.items())]


def show_number(row: EdiRow, names: Names) -> dict[str, object]:
    """A number as lists show it."""
    ways = {way: sorted({one.type for one in row.messages if one.direction == way}) for way in ("receive", "send")}
    return {"row": row, "system": facts_of(row, names)[0][1], "supplier": facts_of(row, names)[1][1], **ways}


def facts_of(row: EdiRow, names: Names) -> list[tuple[str, str]]:
    """The parts of a number with their names."""
    parts = ("system_type", "system_supplier", "network", "administrator", "region")
    return [(part, names.of_number(part, str(getattr(row, part))) if getattr(row, part) else "") for part in parts]


def filters_of(wanted: WantedNumbers) -> dict[str, str]:
    """What was chosen, for links."""
    return {name: text for name, text in wanted._asdict().items() if text}


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Response[bytes]:
    """A list as a file for spreadsheets."""
    told = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-cache"}
    return Response(spreadsheet_csv(columns, rows), media_type=MEDIA_TYPE, headers=told)


def _cells(row: EdiRow) -> Iterable[tuple[str, ...]]:
    about = (
        row.number, row.unit, row.name, row.owner, row.owner_name, row.municipality, row.region, row.system_type,
        row.system_supplier, row.network, row.administrator, "yes" if row.active else "no",
        "yes" if row.internal else "no",
    )  # fmt: skip
    for one in row.messages:
        last = iso_last(one.ends)
        yield (*about, one.standard, one.version, one.direction, iso(one.begins), last)
    if not row.messages:
        yield (*about, "", "", "", "", "")


def iso(day: int) -> str:
    """A first day as a file has it."""
    return "" if day <= START else shown_date(day) or ""


def iso_last(day: int) -> str:
    """The last valid day of what ends on a day; empty for an open end."""
    found = shown_date(day)
    return "" if found is None else day_before(found)


HANDLERS = [list_page, list_file, number_page, duties_page, duties_file, reach_page, reach_file]
