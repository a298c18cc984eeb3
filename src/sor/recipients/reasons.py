"""Why a recipient is one, or is not: a rule and its facts, told in Danish and English (``CORE`` §21)."""

from collections.abc import Mapping
from typing import NamedTuple

from sor.core.day import write_day
from sor.core.shapes import Fields, Value
from sor.recipients.view import Addressee, RecipientView


class RecipientReason(NamedTuple):
    """A rule with its facts; ``ok`` is None where the register does not say."""

    rule: str
    facts: Mapping[str, Value]
    ok: bool | None = True

    def answer(self) -> Fields:
        """As doors give it."""
        da, en = SENTENCES[self.rule]
        danish = {name: _danish(value) for name, value in self.facts.items()}
        return {"rule": self.rule, "ok": self.ok, "da": da.format(**danish), "en": en.format(**self.facts)}


def _danish(value: Value) -> Value:
    """A decimal comma."""
    return str(value).replace(".", ",") if isinstance(value, float) else value


def warn_of_unlisted(view: RecipientView, unit: Addressee) -> list[RecipientReason]:
    """The warning that the number an open unit uses is not listed any more; nothing while it is."""
    ended = view.find_end(unit.number) if unit.number else None
    facts = {"number": unit.number, "unit": unit.name, "day": write_day(ended or 0)}
    return [RecipientReason("number-unlisted", facts, ok=None)] if ended else []


SENTENCES: dict[str, tuple[str, str]] = {
    # Why this recipient.
    "receives": (
        "Lokationsnummeret {number} modtager {message} (version {versions}), registreret siden {since}.",
        "Location number {number} receives {message} (version {versions}), recorded since {since}.",
    ),
    "has-speciality": ("{unit} har specialet {speciality}.", "{unit} has the speciality {speciality}."),
    "inherits-number": (
        "{unit} bruger lokationsnummeret fra {source}.",
        "{unit} uses the location number of {source}.",
    ),
    "number-unlisted": (
        (
            "Kilden har ikke haft lokationsnummeret {number} med siden {day}, men har ikke lukket {unit}: udtræk"
            " udelader træer med færre end tre niveauer. Spørg, før der sendes."
        ),
        (
            "The source has not listed location number {number} since {day}, but has not closed {unit}: extracts leave"
            " out trees of fewer than three levels. Ask before sending."
        ),
    ),
    "near.postcode": ("Samme postnummer, {postcode}.", "Same postcode, {postcode}."),
    "near.municipality": ("Samme kommune, {municipality}.", "Same municipality, {municipality}."),
    "near.region": ("Samme region, {region}.", "Same region, {region}."),
    "near.country": ("Uden for regionen.", "Outside the region."),
    "near.unasked": ("Ingen afstand: der er ikke spurgt om et sted.", "No distance: no place was asked about."),
    "far": ("{km} km væk i luftlinje.", "{km} km away as the crow flies."),
    # Fall-backs.
    "wider.municipality": (
        "Ingen i postnummer {postcode} modtager den. De nærmeste ligger i samme kommune.",
        "Nobody in postcode {postcode} receives it. The nearest are in the same municipality.",
    ),
    "wider.region": (
        "Ingen i postnummer {postcode} eller i kommunen modtager den. De nærmeste ligger i samme region.",
        "Nobody in postcode {postcode} or its municipality receives it. The nearest are in the same region.",
    ),
    "wider.country": (
        "Ingen i regionen modtager den. De nærmeste ligger i resten af landet.",
        "Nobody in the region receives it. The nearest are elsewhere in the country.",
    ),
    "nobody.message": (
        "Ingen lokationsnumre er registreret som modtager af {message} den dag.",
        "No location number is recorded as a receiver of {message} on that day.",
    ),
    "nobody.speciality": (
        (
            "Ingen enhed med specialet {speciality} modtager {message} elektronisk den dag. Her er enheder med"
            " specialet; ring eller skriv til dem."
        ),
        (
            "No unit with the speciality {speciality} receives {message} electronically on that day. Here are units"
            " with the speciality; call or write to them."
        ),
    ),
    "nobody.open": (
        "Ingen åben enhed har et aktivt lokationsnummer, der modtager {message}, den dag.",
        "No open unit has an active location number that receives {message} on that day.",
    ),
    # From one unit to another.
    "sender-open": ("Afsenderen {unit} er åben.", "The sender {unit} is open."),
    "sender-closed": ("Afsenderen {unit} er ikke åben den dag.", "The sender {unit} is not open on that day."),
    "sender-number": (
        "Afsenderen bruger lokationsnummeret {number}.",
        "The sender uses location number {number}.",
    ),
    "sender-no-number": ("Afsenderen har intet lokationsnummer.", "The sender has no location number."),
    "sender-inactive": (
        "Afsenderens lokationsnummer {number} er ikke aktivt.",
        "The sender's location number {number} is not active.",
    ),
    "sender-sends": (
        "Afsenderen sender {message} (version {versions}).",
        "The sender sends {message} (version {versions}).",
    ),
    "sender-unrecorded": (
        "Det er ikke registreret, hvad afsenderens lokationsnummer sender. Spørg systemleverandøren.",
        "What the sender's location number sends is not recorded. Ask the system's supplier.",
    ),
    "sender-not": (
        "Afsenderens lokationsnummer er ikke registreret som afsender af {message}.",
        "The sender's location number is not recorded as a sender of {message}.",
    ),
    "receiver-open": ("Modtageren {unit} er åben.", "The receiver {unit} is open."),
    "receiver-closed": ("Modtageren {unit} er ikke åben den dag.", "The receiver {unit} is not open on that day."),
    "receiver-number": (
        "Modtageren bruger lokationsnummeret {number}.",
        "The receiver uses location number {number}.",
    ),
    "receiver-no-number": ("Modtageren har intet lokationsnummer.", "The receiver has no location number."),
    "receiver-inactive": (
        "Modtagerens lokationsnummer {number} er ikke aktivt.",
        "The receiver's location number {number} is not active.",
    ),
    "receiver-internal": (
        "Modtagerens lokationsnummer {number} er kun til intern brug hos {owner}.",
        "The receiver's location number {number} is for internal use at {owner} only.",
    ),
    "receiver-receives": (
        "Modtageren modtager {message} (version {versions}).",
        "The receiver receives {message} (version {versions}).",
    ),
    "receiver-not": (
        "Modtagerens lokationsnummer er ikke registreret som modtager af {message}.",
        "The receiver's location number is not recorded as a receiver of {message}.",
    ),
    "versions-shared": ("De har version {versions} fælles.", "They share version {versions}."),
    "versions-differ": (
        "Afsenderen sender version {sends}, modtageren tager version {takes}. Nettet oversætter måske; spørg det.",
        "The sender sends version {sends}, the receiver takes version {takes}. The network may translate; ask it.",
    ),
    # What reaches a unit, and who mends what does not.
    "reach.no-version": (
        "Enheden tager version {takes}; ingen af de {of}, der sender den heromkring, sender den version.",
        "The unit takes version {takes}; none of the {of} that send it around here sends that version.",
    ),
    "reach.some-versions": (
        "Enheden tager version {takes}; {count} af de {of}, der sender den heromkring, sender en anden version.",
        "The unit takes version {takes}; {count} of the {of} that send it around here send another version.",
    ),
    "mend.number": (
        "Den, der fører {unit}, kan bede om et lokationsnummer eller lade enheden arve et.",
        "Whoever keeps {unit} can ask for a location number, or let the unit inherit one.",
    ),
    "mend.keeper": (
        "Den, der fører {unit}, kan rette lokationsnummeret {number}.",
        "Whoever keeps {unit} can correct location number {number}.",
    ),
    "mend.authority": (
        "Registermyndigheden kan sige, om lokationsnummeret {number} stadig er i brug.",
        "The register authority can say whether location number {number} is still in use.",
    ),
    "mend.supplier": (
        "Systemleverandøren {supplier} kan registrere den på lokationsnummeret {number}.",
        "The system's supplier {supplier} can record it at location number {number}.",
    ),
    "mend.medcom": (
        "Systemleverandøren eller MedCom kan registrere den på lokationsnummeret {number}.",
        "The system's supplier or MedCom can record it at location number {number}.",
    ),
    # What to try instead.
    "instead.successor": ("{unit} har overtaget.", "{unit} has taken over."),
    "instead.same-tree": (
        "{unit} hos samme ejer modtager {message} på {number}.",
        "{unit} of the same owner receives {message} at {number}.",
    ),
}
"""Danish and English side by side; a test fills both with every rule's facts."""
