"""Who receives a message: of a speciality, near a place, nearest first, each with the reason; and the fall-back.

First those in the same postcode, then in the same municipality, region, country; within each by distance where
coordinates are known, else by name.
"""

from typing import NamedTuple, NotRequired, TypedDict

from sor.core.day import write_day
from sor.core.shapes import Fields
from sor.recipients.index import RECEIVE
from sor.recipients.reasons import RecipientReason, warn_of_unlisted
from sor.recipients.view import Addressee, RecipientView, UnitPlace, kilometres
from sor.search.text import sort_key

NEAR = ("postcode", "municipality", "region", "country")
MOST_UNITS = 10
"""Units named at one location number."""

MOST_INSTEAD = 5


class NoSuch(ValueError):
    """Something asked about is not known. field: message, speciality, near, sender or receiver."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__(f"{field} '{value}' is not known")
        self.field = field
        self.value = value


class WantedRecipient(NamedTuple):
    """What is asked: a message type (``REF01`` or ``REF01/H0131R``), a speciality's code, a postcode, and the unit that
    wants to send, which is also a place when no postcode is given.
    """

    message: str
    speciality: str | None = None
    near: str | None = None
    sender: str | None = None


class NamedCode(TypedDict):
    """A code with its name."""

    code: str
    name: str


class MessageNamed(TypedDict):
    """A message type as it was asked about, with its name."""

    standard: str
    version: NotRequired[str]
    name: NotRequired[str]


class StartingPlace(NamedTuple):
    """The place from which nearness is told. A postcode may lie in several municipalities."""

    postcode: str | None
    municipalities: frozenset[str]
    regions: frozenset[str]
    point: tuple[float, float] | None


class RecipientHit(NamedTuple):
    """A unit that can receive. near: an index into NEAR; none when no place was asked about."""

    unit: Addressee
    place: UnitPlace
    near: int | None
    km: float | None


def find(view: RecipientView, wanted: WantedRecipient, limit: int, offset: int) -> Fields:
    """The answer, a page of recipients. Raises NoSuch."""
    standard, _, version = wanted.message.partition("/")
    message = message_named(view, standard, version)
    if wanted.speciality and view.codes.get("speciality", wanted.speciality, view.at.valid) is None:
        raise NoSuch("speciality", wanted.speciality)
    sender = view.addressee(wanted.sender) if wanted.sender else None
    if wanted.sender and sender is None:
        raise NoSuch("sender", wanted.sender)
    origin = _origin(view, wanted.near, sender)
    taking = view.taking(standard, version or None, RECEIVE)
    usable = {number for number in taking if _is_usable(view, number, sender)}
    best = _by_number(view, _candidates(view, usable, wanted.speciality), origin)
    hits = sorted(best.values(), key=lambda units: _order(units[0]))
    shown = hits[offset : offset + limit]
    speciality = _name_speciality(view, wanted.speciality)
    return {
        "message": message,
        "speciality": speciality,
        "near": _tell_origin(origin),
        "reach": NEAR[hits[0][0].near] if hits and hits[0][0].near is not None else None,
        "fallback": _fallback(hits, origin, message, speciality, bool(taking)),
        "total": len(hits),
        "limit": limit,
        "offset": offset,
        "more": offset + len(shown) < len(hits),
        "recipients": [_recipient(view, units, taking, message, speciality, origin) for units in shown],
        "instead": [] if hits else _instead(view, wanted.speciality, origin),
    }


def message_named(view: RecipientView, standard: str, version: str) -> MessageNamed:
    """A message type with its name. Raises NoSuch when neither a code list nor the register knows it."""
    known = {
        code: entry.values.get("name_da")
        for code, entry in view.codes.on("edi_message_type", view.at.valid)
        if code.partition("/")[0] == standard and version in ("", code.partition("/")[2])
    }
    in_use = any(
        message.standard == standard and version in ("", message.version)
        for (used, _), messages in view.index.of_standard.items()
        if used == standard
        for message in messages
    )
    if not known and not in_use:
        raise NoSuch("message", f"{standard}/{version}" if version else standard)
    found: MessageNamed = {"standard": standard}
    if version:
        found["version"] = version
    name = next((name for name in known.values() if name), None)
    if name:
        found["name"] = name
    return found


def write_message_type(message: MessageNamed) -> str:
    """A message type in words."""
    shown = "/".join(part for part in (message["standard"], message.get("version")) if part)
    return f"{shown} ({message['name']})" if message.get("name") else shown


def _candidates(view: RecipientView, usable: set[str], speciality: str | None) -> list[Addressee]:
    if speciality:
        return [unit for unit in view.with_speciality(speciality) if unit.number in usable]
    return [unit for number in usable for unit in view.owners(number)]


def _by_number(view: RecipientView, units: list[Addressee], origin: StartingPlace) -> dict[str, list[RecipientHit]]:
    """The units at each number, the nearest first."""
    found: dict[str, list[RecipientHit]] = {}
    for unit in units:
        place = view.place(unit)
        km = kilometres(origin.point, place.point)
        found.setdefault(unit.number or "", []).append(RecipientHit(unit, place, _nearness(place, origin), km))
    for hits in found.values():
        hits.sort(key=_order)
    return found


def _is_usable(view: RecipientView, number: str, sender: Addressee | None) -> bool:
    """Active, and not for internal use elsewhere."""
    facts = view.facts(number)
    if facts.get("active") is False:
        return False
    return not facts.get("internal") or (
        sender is not None and any(owner.owner == sender.owner for owner in view.owners(number))
    )


def _origin(view: RecipientView, near: str | None, sender: Addressee | None) -> StartingPlace:
    if near:
        entry = view.codes.get("postal_code", near, view.at.valid)
        if entry is None and not view.index.in_postcode.get(near):
            raise NoSuch("near", near)
        municipalities = frozenset((entry.get("municipalities") if entry else None) or ()) or _municipalities(
            view, near
        )
        regions = {view.codes.region_of_municipality(one, view.at.valid) for one in municipalities}
        return StartingPlace(near, municipalities, frozenset(filter(None, regions)), view.centre(near))
    if sender is None:
        return StartingPlace(None, frozenset(), frozenset(), None)
    place = view.place(sender)
    return StartingPlace(
        place.postcode, frozenset(filter(None, [place.municipality])), frozenset(filter(None, [place.region])),
        place.point,
    )  # fmt: skip


def _municipalities(view: RecipientView, postcode: str) -> frozenset[str]:
    """Where the units of a postcode lie, for one that the code list does not have."""
    units = (view.addressee(code) for code in view.index.in_postcode.get(postcode, ()))
    places = (view.place(unit) for unit in units if unit is not None)
    return frozenset(place.municipality for place in places if place.postcode == postcode and place.municipality)


def _nearness(place: UnitPlace, origin: StartingPlace) -> int | None:
    if origin.postcode is None and not origin.municipalities:
        return None
    if place.postcode is not None and place.postcode == origin.postcode:
        return 0
    if place.municipality in origin.municipalities:
        return 1
    return 2 if place.region in origin.regions else 3


def _order(hit: RecipientHit) -> tuple[int, bool, float, str, str]:
    near = 0 if hit.near is None else hit.near
    return near, hit.km is None, hit.km or 0.0, sort_key(hit.unit.name), hit.unit.code


def _name_speciality(view: RecipientView, code: str | None) -> NamedCode | None:
    return {"code": code, "name": view.codes.name("speciality", code, view.at.valid) or code} if code else None


def _tell_origin(origin: StartingPlace) -> Fields | None:
    if origin.postcode is None and not origin.municipalities:
        return None
    found: Fields = {"postcode": origin.postcode} if origin.postcode else {}
    found["municipalities"] = sorted(origin.municipalities)
    found["regions"] = sorted(origin.regions)
    found["distances"] = origin.point is not None
    return found


def _recipient(
    view: RecipientView, hits: list[RecipientHit], taking: dict[str, dict[str, int]], message: MessageNamed,
    speciality: NamedCode | None, origin: StartingPlace,
) -> Fields:  # fmt: skip
    best = hits[0]
    number = best.unit.number or ""
    versions = taking[number]
    since = write_day(min(versions.values()))
    facts = {
        "number": number,
        "message": write_message_type(message),
        "versions": ", ".join(sorted(versions)),
        "since": since,
    }
    reasons = [RecipientReason("receives", facts)]
    if speciality:
        reasons.append(RecipientReason("has-speciality", {"unit": best.unit.name, "speciality": speciality["name"]}))
    if best.unit.source != best.unit.code:
        above = next((values.get("name") for code, values in best.unit.chain if code == best.unit.source), None)
        reasons.append(
            RecipientReason("inherits-number", {"unit": best.unit.name, "source": above or best.unit.source})
        )
    reasons += warn_of_unlisted(view, best.unit)
    reasons += _near_reasons(view, best, origin)
    found: Fields = {"location_number": number} | _show_hit(view, best)
    found["number_of"] = best.unit.source
    found["versions"] = sorted(versions)
    found["since"] = since
    found["units"] = [{"code": hit.unit.code, "name": hit.unit.name} for hit in hits[:MOST_UNITS]]
    found["unit_count"] = len(hits)
    found["reasons"] = [reason.answer() for reason in reasons]
    return found


def _show_hit(view: RecipientView, hit: RecipientHit) -> Fields:
    unit, place = hit.unit, hit.place
    found = {
        "code": unit.code,
        "name": unit.name,
        "level": unit.values.get("level"),
        "type_name": view.codes.name("entity_type", unit.values.get("type"), view.at.valid),
        "nearness": None if hit.near is None else NEAR[hit.near],
        "distance_km": hit.km,
        "postcode": place.postcode,
        "district": place.district,
        "municipality": place.municipality,
        "region": place.region,
    }
    return {name: value for name, value in found.items() if value is not None}


def _near_reasons(view: RecipientView, hit: RecipientHit, origin: StartingPlace) -> list[RecipientReason]:
    if hit.near is None:
        return [RecipientReason("near.unasked", {})]
    day = view.at.valid
    facts = {
        "postcode": origin.postcode,
        "municipality": view.codes.name("municipality", hit.place.municipality, day) or hit.place.municipality,
        "region": view.codes.name("region", hit.place.region, day) or hit.place.region,
    }
    found = [RecipientReason(f"near.{NEAR[hit.near]}", facts)]
    return found if hit.km is None else [*found, RecipientReason("far", {"km": hit.km})]


def _fallback(
    hits: list[list[RecipientHit]], origin: StartingPlace, message: MessageNamed, speciality: NamedCode | None,
    taken: bool,
) -> Fields | None:  # fmt: skip
    facts: Fields = {"message": write_message_type(message), "postcode": origin.postcode or "–"}
    if not hits:
        rule = "nobody.message" if not taken else "nobody.speciality" if speciality else "nobody.open"
        return RecipientReason(
            rule, facts | {"speciality": speciality["name"] if speciality else None}, ok=False
        ).answer()
    near = hits[0][0].near
    return RecipientReason(f"wider.{NEAR[near]}", facts).answer() if near else None


def _instead(view: RecipientView, speciality: str | None, origin: StartingPlace) -> list[Fields]:
    """The nearest units with the speciality that can only be reached in other ways."""
    if not speciality:
        return []
    hits = []
    for unit in view.with_speciality(speciality):
        place = view.place(unit)
        hits.append(RecipientHit(unit, place, _nearness(place, origin), kilometres(origin.point, place.point)))
    return [_show_hit(view, hit) for hit in sorted(hits, key=_order)[:MOST_INSTEAD]]
