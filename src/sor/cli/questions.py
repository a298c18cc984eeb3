"""Commands that ask: show, search, tree, map."""

from collections.abc import Mapping

import click
from rich.markup import escape

from sor.cli.near import LevelName
from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import Fails, as_json, console, expected_failures, print_json, table
from sor.cli.shown_unit import UnitRows, units_named
from sor.core.day import write_day
from sor.core.identifiers import sor_code_problem, sor_code_repair
from sor.core.shapes import Value
from sor.reading.before_first import before_first
from sor.reading.mapping import MappedUnit, mapping, write_identifier
from sor.reading.shak_texts import shak_codes_found
from sor.reading.snapshot import ShakCode, Snapshot, Summary
from sor.register import Register
from sor.search.text import sort_key

valid_option = click.option("--valid", metavar="DATE", help="The day it is true on [today].")
known_option = click.option("--known", metavar="TIME|SERIAL", help="What the register knew then [everything].")


@click.command("show")
@click.argument("code")
@valid_option
@known_option
@click.option("--history", is_flag=True, help="All versions instead of one day's.")
@click.option("--resolved", is_flag=True, help="With --history: cut also where inherited values change.")
@as_json
@database_option
def show_command(
    database: str | None, code: str, valid: str | None, known: str | None, history: bool, resolved: bool, as_json: bool
) -> None:
    """Show one unit by its SOR code, or one SHAK code with its text and its units; inherited values are marked with
    their source.
    """
    with expected_failures():
        register = open_register(settings_with(database))
        snapshot, code = snapshot_of(register, valid, known), write_identifier(code)
        found: list[Mapping[str, Value]] = []
        if history:
            found += snapshot.history(code, resolved=resolved) or snapshot.shak_history(code)
        elif answer := snapshot.unit(code) or _shak(snapshot, code):
            found.append(answer)
        if not found:
            raise Fails(unknown_unit(code))
        rows = None if as_json else _rows(snapshot, found)
    if rows is None:
        print_json(found if history else found[0])
    elif history:
        for version in found:
            console().print(f"[bold]{version['valid_from']} – {version['valid_to'] or ''}[/]")
            _print_unit(version, rows)
            if "shown_on" in version:
                click.echo(
                    f"Inherited values are those of {version['shown_on']} and change within these days: --resolved"
                )
    else:
        _print_unit(found[0], rows)


def _rows(snapshot: Snapshot, answers: list[Mapping[str, Value]]) -> UnitRows:
    """What writes these answers, with the names of the units that they name."""
    named = snapshot.summaries(sorted(set().union(*map(units_named, answers))))
    names = {code: str(summary.get("name") or "") for code, summary in named.items()}
    return UnitRows(snapshot.codes, snapshot.at.valid, names)


class _ShakShown(ShakCode):
    """A SHAK code as ``show`` tells it, with the units that carry it."""

    units: list[Summary]


def _shak(snapshot: Snapshot, code: str) -> _ShakShown | None:
    """A SHAK code as ``show`` tells it; None when none is known."""
    found = snapshot.shak_code(code)
    if found is None:
        return None
    return {**found, "units": list(snapshot.summaries(snapshot.holders("shak", code)).values())}


def unknown_unit(code: str) -> str:
    """Why a code shows nothing, and what may have been meant."""
    problem = sor_code_problem(code)
    if problem is None:
        return f"No unit {code} is known."
    repair = sor_code_repair(code)
    meant = f" A spreadsheet may have damaged it; did you mean {repair}?" if repair else " Try: sor search"
    return f"No unit {code} is known: {problem}.{meant}"


def snapshot_of(register: Register, valid: str | None, known: str | None) -> Snapshot:
    """The register at the asked point. Of a day before its first, that is said on standard error."""
    snapshot = register.at(register.as_of(valid, known))
    tell_if_before_first(snapshot)
    return snapshot


def tell_if_before_first(snapshot: Snapshot) -> None:
    """Say on standard error that the asked day lies before the register's first."""
    if (told := before_first(snapshot)) is not None:
        click.echo(f"sor: {told.en}", err=True)


def _not_in_the_tree(snapshot: Snapshot, code: str) -> str:
    """Why a unit has no place in the tree on the day."""
    if not snapshot.is_known("unit", code):
        return unknown_unit(code)
    told = f"sor show {code} tells when it was."
    return f"The unit {code} is not open on {write_day(snapshot.at.valid)}, so it has no place in the tree then. {told}"


def _print_unit(unit: Mapping[str, Value], rows: UnitRows) -> None:
    shown = table("", "")
    shown.show_header = False
    for row in rows.of(unit):
        shown.add_row(*map(escape, row))
    console().print(shown)


@click.command("search")
@click.argument("text", nargs=-1)
@valid_option
@known_option
@click.option("--type", help="Code of the entity type.")
@click.option("--region", help="Code of the region, e.g. 1081.")
@click.option("--municipality", help="Code of the municipality, e.g. 0810.")
@click.option("--health-council", help="Code of the health council, e.g. fyn; as far as its area is published.")
@click.option("--speciality", help="Code of the clinical speciality.")
@click.option("--level", type=LevelName(), metavar="LEVEL", help="Level of the unit: IO, HI, OU, or IE, SI, OE.")
@click.option("--owner", help="SOR code of the institution owner.")
@click.option("--operator", help="SOR code of the owner that runs them for another owner.")
@click.option("--open/--closed", "alive", default=True, help="Units that are open on the day, or those that are not.")
@click.option(
    "--near", metavar="PLACE", help="The nearest first from a town, postcode, municipality, SOR code or degrees."
)
@click.option(
    "--facets", is_flag=True, help="Count all that is found by type, region and so on, instead of listing it."
)
@click.option("--shak", is_flag=True, help="SHAK codes by code or text, instead of units.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many.")
@as_json
@database_option
def search_command(
    database: str | None, text: tuple[str, ...], valid: str | None, known: str | None, alive: bool, limit: int,
    shak: bool, near: str | None, facets: bool, as_json: bool, **filters: str | None,
) -> None:  # fmt: skip
    """Search the phone book: what and where (tandlæge aarhus), names, owners, numbers; slips are forgiven. SHAK codes
    whose code or text fits are listed below the units, or alone with --shak.
    """
    from sor.cli.searching import show_facets
    from sor.following.phone_book import PhoneBook
    from sor.following.unit_search import UnitSearch, UnknownPlace, find_units, tell_hit

    with expected_failures():
        register = open_register(settings_with(database))
        snapshot = snapshot_of(register, valid, known)
        filtered = any(value is not None for value in filters.values()) or not alive
        codes = _shak_codes(snapshot, " ".join(text), limit) if shak or not (filtered or as_json) else []
        if shak:
            if as_json:
                print_json(codes)
            else:
                _print_shak(codes)
            return
        asked = UnitSearch(" ".join(text), limit, is_open=alive, near=near, counts=facets, filters=filters)
        try:
            hits = find_units(PhoneBook(register), asked, snapshot)
        except UnknownPlace as error:
            raise Fails(str(error)) from None
        units = [(hit, snapshot.unit(hit.key)) for hit in hits.page]
    if facets:
        show_facets(hits, snapshot, as_json=as_json)
        return
    if as_json:
        print_json([tell_hit(hit, unit) for hit, unit in units if unit])
        return
    shown = table("Code", "Level", "Name", "Type", "Town", "Found by", *(["Km"] if near else []))
    for hit, unit in units:
        if unit:
            shown_at = unit.get("visiting_address") or unit.get("postal_address")
            town = (shown_at and shown_at["district"]) or ""
            row = (unit["code"], unit.get("level", ""), unit.get("name", ""), unit.get("type_name", ""), town)
            far = [] if not near else ["" if hit.metres is None else f"{hit.metres / 1000:.1f}"]
            shown.add_row(*row, ", ".join(hit.why), *far)
    click.echo(f"{len(hits.page)} of {hits.total}" + ("; --limit shows more" if hits.total > len(hits.page) else ""))
    if hits.not_found:
        click.echo(f"Not found about the first: {', '.join(hits.not_found)}")
    console().print(shown)
    if codes:
        _print_shak(codes)


def _shak_codes(snapshot: Snapshot, text: str, limit: int) -> list[_ShakShown]:
    found = (_shak(snapshot, code) for code in shak_codes_found(snapshot, text, limit))
    return [code for code in found if code]


def _print_shak(codes: list[_ShakShown]) -> None:
    shown = table("SHAK", "Text", "From", "SOR")
    for code in codes:
        shown.add_row(
            code["code"], code.get("name", ""), code["valid_from"], ", ".join(unit["code"] for unit in code["units"])
        )
    console().print(shown)


@click.command("tree")
@click.argument("code")
@click.option("--depth", type=click.IntRange(0, 20), default=3, show_default=True, help="Levels below the unit.")
@valid_option
@known_option
@as_json
@database_option
def tree_command(
    database: str | None, code: str, depth: int, valid: str | None, known: str | None, as_json: bool
) -> None:
    """Show the hierarchy below a unit."""
    with expected_failures():
        register = open_register(settings_with(database))
        snapshot = snapshot_of(register, valid, known)
        top = snapshot.tree(code, depth)
        if top is None:
            raise Fails(_not_in_the_tree(snapshot, code))
    if as_json:
        print_json(top)
        return
    _print_tree(top, 0)


def _print_tree(node: Summary, depth: int) -> None:
    below = node.get("units")
    more = f"  (+{node['children']} below)" if below is None and node.get("children") else ""
    click.echo(
        f"{'  ' * depth}{node['code']}  {node.get('name', '')}  [{node.get('type_name') or node.get('level')}]{more}"
    )
    for child in sorted(below or (), key=lambda unit: sort_key(unit.get("name") or "")):
        _print_tree(child, depth + 1)


def _number(unit: MappedUnit) -> str:
    ended = unit.get("location_number_ended")
    return str(unit.get("location_number", "")) + (f" (not listed since {ended})" if ended else "")


@click.command("map")
@click.argument("codes", nargs=-1, required=True)
@valid_option
@known_option
@as_json
@database_option
def map_command(
    database: str | None, codes: tuple[str, ...], valid: str | None, known: str | None, as_json: bool
) -> None:
    """Map between SOR, SHAK, ydernummer, GLN, CVR and P-number, with the successors of closed units."""
    with expected_failures():
        register = open_register(settings_with(database))
        snapshot = snapshot_of(register, valid, known)
        found = [mapping(snapshot, code) for code in codes]
    if as_json:
        print_json(found)
        return
    shown = table("Asked", "Found as", "SOR", "Name", "SHAK", "SHAK text", "Ydernummer", "GLN", "CVR", "Open",
                  "Successors")  # fmt: skip
    for answer in found:
        for unit in answer["units"]:
            shown.add_row(
                answer["asked"], ", ".join(unit.get("found_as", ())), unit["code"], unit.get("name", ""),
                unit.get("shak", ""), unit.get("shak_name", ""), unit.get("provider_identifier", ""),
                _number(unit), unit.get("cvr", ""), "yes" if unit["open"] else "no",
                ", ".join(successor["code"] for successor in unit.get("successors", ())),
            )  # fmt: skip
        if not answer["units"]:
            code = answer.get("shak")
            told = (
                ("", "", code["code"], code.get("name", ""), "", "", "", "yes" if code["open"] else "no")
                if code
                else ()
            )
            shown.add_row(answer["asked"], ", ".join(answer["found_as"]) or "unknown", *told)
    console().print(shown)
