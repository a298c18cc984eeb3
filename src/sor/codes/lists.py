"""The lists, one line each. The codes stand in ``data/<list>.csv``; ``data/README.md`` explains their columns."""

import msgspec


class CodeList(msgspec.Struct, frozen=True):
    """What a list is.

    official: SOR's or SHAK's own list, as far as it is known; the others belong to somebody else (ISO, PostNord,
    MedCom) or are ours. several: its columns that hold several values, parted by ``;`` in the file. offered: columns
    that may be filled in though no entry that ships has them.
    """

    title_da: str
    title_en: str
    official: bool = True
    several: frozenset[str] = frozenset()
    offered: frozenset[str] = frozenset()


LISTS: dict[str, CodeList] = {
    "entity_type": CodeList(
        "Enhedstyper", "Entity types", several=frozenset({"other_names", "everyday_words", "levels", "level_marks"})
    ),
    "speciality": CodeList("Specialer", "Clinical specialities", several=frozenset({"other_names", "everyday_words"})),
    "region": CodeList("Regioner", "Regions"),
    "municipality": CodeList("Kommuner", "Municipalities"),
    "health_council": CodeList(
        "Sundhedsråd",
        "Health councils",
        official=False,
        several=frozenset({"municipalities"}),
        offered=frozenset({"municipalities"}),
    ),
    "postal_code": CodeList("Postnumre", "Postal codes", official=False, several=frozenset({"municipalities"})),
    "country": CodeList("Lande", "Countries", official=False),
    "edi_message_type": CodeList("Meddelelsestyper", "Message types", official=False, several=frozenset({"channels"})),
    "network": CodeList("Netoperatører", "Network suppliers"),
    # The keys of these three changed shape between SOR XML 1.0 and 2.0: two lists, not one (CORE §4).
    "system_type_v1": CodeList("EDB-systemer (SOR XML 1)", "System types (SOR XML 1)"),
    "system_type_v2": CodeList("EDB-systemer", "System types"),
    "system_supplier_v1": CodeList(
        "Systemleverandører (SOR XML 1)", "System suppliers (SOR XML 1)", offered=frozenset({"cvr"})
    ),
    "system_supplier_v2": CodeList("Systemleverandører", "System suppliers", offered=frozenset({"cvr"})),
    "edi_administrator_v1": CodeList("Administratorer (SOR XML 1)", "EDI administrators (SOR XML 1)"),
    "edi_administrator_v2": CodeList("Administratorer", "EDI administrators"),
    "organisational_level": CodeList("Klinisk-administrative niveauer", "Organisational levels"),
    "location_state": CodeList("Lokationsnummerets tilstand", "Location number states"),
    "speciality_type": CodeList("Specialetyper", "Speciality types"),
    "geographic_parent_relation": CodeList("Geografisk tilknytning", "Geographical parent relations"),
    "shak_institution_kind": CodeList("SHAK-institutionsarter", "SHAK institution kinds"),
    "shak_ownership": CodeList("SHAK-ejerforhold", "SHAK ownership"),
    "shak_speciality": CodeList("SHAK-specialer", "SHAK specialities"),
    "medcom_system_type": CodeList("MedComs systemtyper", "MedCom's system types", official=False),
    "medcom_system": CodeList(
        "Systemer hos MedCom", "Systems at MedCom", official=False, several=frozenset({"system_types"})
    ),
    "medcom_type_of_system": CodeList("Systemers type hos MedCom", "MedCom's types of systems", official=False),
    "mandatory_standard": CodeList("Obligatoriske standarder", "Mandatory standards", official=False),
}
"""Every list, in the order in which they are shown."""
