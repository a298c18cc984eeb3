"""How a sentence says roles, operations, kinds of owner and number: words by the name of the fact they are."""

_ROLES = {
    "da": {
        "authority": "registermyndigheden", "region": "region", "municipality": "kommune", "private": "privat ejer",
        "state": "statslig ejer", "medcom": "MedCom", "vendor": "leverandør", "unknown": "ukendt ejer",
    },
    "en": {
        "authority": "the register authority", "private": "private owner", "state": "state owner", "medcom": "MedCom",
        "unknown": "unknown owner",
    },
}  # fmt: skip

_OPERATIONS = {
    "da": {
        "create": "oprette", "edit": "rette", "move": "flytte", "replace": "afløse", "close": "lukke",
        "merge": "sammenlægge", "correct": "rette i fortiden for", "withdraw": "trække ændringer tilbage for",
        "undo": "fortryde ændringer af", "reschedule": "flytte datoen for ændringer af", "annul": "annullere",
        "confirm": "bekræfte", "number": "give eller lukke lokationsnumre for", "shak": "ændre SHAK-koder for",
        "edi": "ændre meddelelsestyper for",
    },
    "en": {
        "correct": "correct the past of", "withdraw": "withdraw changes of", "undo": "undo changes of",
        "reschedule": "reschedule changes of", "number": "issue or close location numbers of",
        "shak": "change SHAK codes of", "edi": "change message types of",
    },
}  # fmt: skip

_NUMBERS = {
    "da": {
        "location_number": "Lokationsnummeret", "shak": "SHAK-koden", "provider_identifier": "Ydernummeret",
        "cvr": "CVR-nummeret",
    },
    "en": {
        "location_number": "Location number", "shak": "SHAK code", "provider_identifier": "Ydernummer",
        "cvr": "CVR number",
    },
}  # fmt: skip

_SHOWN = {
    "da": {
        "owner.code": "institutionsejer", "owner.name": "institutionsejer",
        "owner.cvr": "institutionsejerens CVR-nummer",
        "institution.code": "sundhedsinstitution", "institution.name": "sundhedsinstitution",
        "location.number": "nedarvet lokationsnummer",
    },
    "en": {
        "owner.code": "institution owner", "owner.name": "institution owner", "owner.cvr": "owner's CVR number",
        "institution.code": "health institution", "institution.name": "health institution",
        "location.number": "inherited location number",
    },
}  # fmt: skip

_PLACES = {
    "da": {"practice": "praksis med ydernummer", "pharmacy": "apoteksenhed"},
    "en": {"practice": "practice with a ydernummer", "pharmacy": "pharmacy unit"},
}

WORDS: dict[str, dict[str, dict[str, str]]] = {
    "role": _ROLES,
    "owner_kind": _ROLES,
    "allowed": _ROLES,
    "op": _OPERATIONS,
    "ops": _OPERATIONS,
    "what": _NUMBERS,
    "shown": _SHOWN,
    "place": _PLACES,
}
