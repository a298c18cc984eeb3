"""What the fields of the SHAK files mean, in Danish and English (facts, section 12)."""

WORDS: dict[str, tuple[str, str]] = {
    "RecArt": ("sgh = sygehus, afd = afdeling eller afsnit", "sgh = hospital, afd = department or ward"),
    "SKSkode": ("SHAK-kode, 4, 6 eller 7 tegn", "SHAK code, 4, 6 or 7 characters"),
    "DatoFra": ("Første gyldige dag", "first valid day"),
    "DatoÆndring": ("Ændringsdag", "day of the change"),
    "DatoTil": ("Sidste gyldige dag; 25000101 = ingen kendt", "last valid day; 25000101 = none known"),
    "Kodetekst": ("Navn", "name"),
    "AGrp": ("Sygehus: institutionsart; afsnit: hovedspeciale", "hospital: institution kind; ward: main speciality"),
    "BGrp": ("Sygehus: ejerforhold; afsnit: bispeciale", "hospital: ownership; ward: speciality"),
    "CGrp": ("Afsnit: bispeciale", "ward: further speciality"),
    "DGrp": ("Afsnit: bispeciale", "ward: further speciality"),
    "EGrp": ("SKS på nyere poster", "SKS on newer records"),
    "AVal": ("Ubrugt", "not used"),
    "BVal": ("Ubrugt", "not used"),
    "CVal": ("Ubrugt", "not used"),
    "DVal": ("1 = tilføjet, 3 = ændret, 2 = slettet", "1 = added, 3 = changed, 2 = deleted"),
    "Inklusion": ("Ubrugt", "not used"),
    "EkstraReg": ("Ubrugt", "not used"),
}
