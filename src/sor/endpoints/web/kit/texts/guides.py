"""Texts of the guides' pages, Danish and English side by side."""

TEXTS: dict[str, tuple[str, str]] = {
    "guides.title": ("Vejledninger", "Guides"),
    "guides.lead": (
        "Vælg, hvem du er; så ser du, hvad registret kan for dig, og hvor du begynder.",
        "Choose who you are, and see what the register does for you and where to begin.",
    ),
    "guides.reader.clinic": (
        "Er min klinik rigtig, hvem kan sende til os, og hvordan retter vi det?",
        "Is my clinic right, who can send to us, and how do we mend it?",
    ),
    "guides.reader.municipality": (
        "Kommunens enheder, FK Organisation og det, borgerne møder.",
        "The municipality's units, FK Organisation, and what citizens meet.",
    ),
    "guides.reader.region": (
        "Hospitaler og afdelinger, planer for flytninger, og afslutningen af SHAK.",
        "Hospitals and wards, plans of reorganisations, and the end of SHAK.",
    ),
    "guides.reader.vendor": (
        "Slå op, følg med, send ændringer: API, SOAP-tjenester, filer og klienter.",
        "Look up, follow, make changes: API, SOAP services, files and clients.",
    ),
    "guides.reader.operator": (
        "Sæt det i drift, tag backup, overvåg det og opgradér det.",
        "Put it into operation, back it up, watch it and upgrade it.",
    ),
    "guides.home": ("Vejledning for", "Guides for"),
    "guides.short.clinic": ("klinikker", "clinics"),
    "guides.short.municipality": ("kommuner", "municipalities"),
    "guides.short.region": ("regioner", "regions"),
    "guides.short.vendor": ("leverandører", "vendors"),
    "guides.short.operator": ("drift", "operators"),
    "guides.all": ("Alle vejledninger", "All guides"),
    "guides.language": (
        "De fleste er på engelsk; mange har et afsnit på dansk. Siderne for hver læser ovenfor er på dansk.",
        "All are in English.",
    ),
    "guides.glossary": ("Ordliste", "Glossary"),
    "guides.rules": ("Regler", "Rules"),
    "guides.where": ("Du er her", "You are here"),
    "guides.other": (
        "Denne side er skrevet på engelsk.",
        "This page is written in Danish.",
    ),
}
