"""Why a call does not tick a case: each reason with its sentence in Danish and English."""

from collections.abc import Mapping, Sequence

import msgspec

SENTENCES: dict[str, tuple[str, str]] = {
    "refused": (
        "SORUS afviste kaldet med fejlkode {code}: {text}",
        "SORUS refused the call with error code {code}: {text}",
    ),
    "unchanged": (
        "Registeret var allerede sådan, så kaldet ændrede intet. Send noget, der er anderledes.",
        "The register was like that already, so the call changed nothing. Send something that differs.",
    ),
    "not_ou": (
        "Enheden er {level}. Testprotokollen gælder kun organisatoriske enheder (SorType = OU).",
        "The unit is {level}. The test protocol is about organisational units only (SorType = OU).",
    ),
    "not_stored": (
        "{element} står anderledes i registeret, end det blev sendt.",
        "{element} is not in the register as it was sent.",
    ),
    "answer_differs": (
        "{element} i svaret er ikke det, der blev sendt.",
        "{element} in the answer is not what was sent.",
    ),
    "answer_without": (
        "Svaret viser ikke {element}, som enheden skulle arve. Lad den overordnede enhed have det.",
        "The answer does not show {element}, which the unit should inherit. The unit above must have it.",
    ),
    "beyond_mandatory": (
        "{element} blev sendt. I dette tilfælde sendes kun obligatoriske data: udelad elementet.",
        "{element} was sent. This case sends mandatory data only: leave the element out.",
    ),
    "inherited_in_mandatory": (
        "EanLocationCodeState er Inherited. Det hører til tilfældet med nedarvede data: send None eller Own.",
        "EanLocationCodeState is Inherited. That belongs to the case of inherited data: send None or Own.",
    ),
    "left_out": (
        "{element} blev ikke sendt. I dette tilfælde sendes alle data, der gælder for enheden.",
        "{element} was not sent. This case sends all data that apply to the unit.",
    ),
    "no_own_number": (
        "EanLocationCodeState er {state}. I dette tilfælde har enheden sit eget lokationsnummer: send Own.",
        "EanLocationCodeState is {state}. In this case the unit has a location number of its own: send Own.",
    ),
    "bare_number": (
        "EanLocationCodeEntity har kun nummeret. Send også dets oplysninger, for eksempel SystemTypeIdentifier.",
        "EanLocationCodeEntity holds the number only. Send its data too, SystemTypeIdentifier for example.",
    ),
    "sent_not_inherited": (
        "{element} blev sendt. Hvad der sendes, bliver enhedens eget og nedarves ikke: udelad elementet.",
        "{element} was sent. What is sent becomes the unit's own and is not inherited: leave the element out.",
    ),
    "number_not_inherited": (
        "EanLocationCodeState er {state}. I dette tilfælde nedarves lokationsnummeret: send Inherited.",
        "EanLocationCodeState is {state}. In this case the location number is inherited: send Inherited.",
    ),
    "holds_own": (
        "Enheden har stadig sin egen {element} i registeret.",
        "The unit still has a {element} of its own in the register.",
    ),
    "not_moved": (
        "Enheden stod allerede under {parent}. Vælg en anden overordnet enhed.",
        "The unit was below {parent} already. Choose another unit above.",
    ),
    "parent_not_stored": (
        "Enheden står under {held} i registeret, ikke under {parent}.",
        "In the register the unit is below {held}, not below {parent}.",
    ),
    "note_not_stored": (
        "Registeret noterer ikke, at enheden afløses af {by}.",
        "The register does not note that the unit is replaced by {by}.",
    ),
    "not_open": (
        "Enheden er ikke åben den {day}, som er sendt som sidste gyldige dag.",
        "The unit is not open on {day}, which was sent as the last valid day.",
    ),
    "not_closed": (
        "Enheden er stadig åben dagen efter {day}.",
        "The unit is still open on the day after {day}.",
    ),
    "no_edi": (
        "Hverken EanLocationCodeEntity med oplysninger eller EdiTypeCollection med meddelelsestyper blev sendt.",
        "Neither EanLocationCodeEntity with data nor EdiTypeCollection with message types was sent.",
    ),
    "edi_not_own": (
        "Enheden har ikke sit eget lokationsnummer. Vælg en enhed, hvor EanLocationCodeState er Own.",
        "The unit has no location number of its own. Choose one whose EanLocationCodeState is Own.",
    ),
    "messages_not_stored": (
        "Nummerets meddelelsestyper i registeret er ikke dem, der blev sendt.",
        "The number's message types in the register are not those that were sent.",
    ),
}
"""By reason: the sentence in Danish and in English."""


class Miss(msgspec.Struct, frozen=True):
    """One reason why a call does not tick a case."""

    reason: str
    facts: Mapping[str, str] = {}

    def sentence(self, language: str) -> str:
        """It in words. language: da or en."""
        return SENTENCES[self.reason][0 if language == "da" else 1].format(**self.facts)


def sentences(misses: Sequence[Miss], language: str) -> list[str]:
    """Several in words."""
    return [miss.sentence(language) for miss in misses]
