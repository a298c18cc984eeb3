"""Texts of the search, and of who receives messages, Danish and English side by side."""

TEXTS: dict[str, tuple[str, str]] = {
    # Search.
    "search.title": ("Find en enhed i sundhedsvæsenet", "Find a health care unit"),
    "search.label": ("Hvad og hvor, navn eller nummer", "What and where, name or number"),
    "search.quick": ("Søg i registret", "Search the register"),
    "search.placeholder": ("Fx tandlæge aarhus, et navn eller et nummer", "E.g. tandlæge aarhus, a name or a number"),
    "search.hint": (
        (
            "Dele af ord og små slåfejl er i orden. Ethvert nummer finder sin enhed: "
            "SOR-kode, ydernummer, SHAK, GLN, CVR, P-nummer."
        ),
        (
            "Parts of words and small slips are fine. Any number finds its unit: "
            "SOR code, ydernummer, SHAK, GLN, CVR, P-number."
        ),
    ),
    "search.button": ("Søg", "Search"),
    "search.results": ("Resultater", "Results"),
    "search.none": ("Ingen enheder fundet", "No units found"),
    "search.one": ("1 enhed fundet", "1 unit found"),
    "search.count": ("Viser {first}–{last} af {total} enheder", "Showing {first}–{last} of {total} units"),
    "search.none_hint": (
        "Ingen enhed passer på både teksten og filtrene den valgte dag.",
        "No unit fits both the text and the filters on the chosen day.",
    ),
    "search.without_filters": ("Søg uden filtre", "Search without filters"),
    "search.with_closed": ("Søg også blandt lukkede enheder", "Search closed units too"),
    "search.why": ("Fundet ved", "Found by"),
    "search.not_found": ("Ikke fundet hos den første:", "Not found about the first:"),
    "why.name": ("navn", "name"),
    "why.type": ("type", "type"),
    "why.speciality": ("speciale", "speciality"),
    "why.town": ("by", "town"),
    "why.postcode": ("postnummer", "postcode"),
    "why.municipality": ("kommune", "municipality"),
    "why.street": ("vej", "street"),
    "why.region": ("region", "region"),
    "why.parent": ("overordnet enhed", "parent"),
    "why.institution": ("institution", "institution"),
    "why.owner": ("ejer", "owner"),
    "why.identifier": ("nummer", "number"),
    "why.code": ("begyndelsen af SOR-koden", "the beginning of the SOR code"),
    "search.pages": ("Sider", "Pages"),
    "search.page": ("Side {page}", "Page {page}"),
    "search.previous": ("Forrige", "Previous"),
    "search.next": ("Næste", "Next"),
    "search.examples": ("Prøv for eksempel", "Try for example"),
    "search.size": ("{total} åbne enheder {day}", "{total} open units on {day}"),
    "search.empty_register": (
        "Registret er tomt. Indlæs en af SOR's filer med",
        "The register is empty. Load one of SOR's files with",
    ),
    "example.name": ("Navn og by", "Name and town"),
    "example.provider_identifier": ("Ydernummer", "Ydernummer"),
    "example.shak": ("SHAK-kode", "SHAK code"),
    "example.location_number": ("Lokationsnummer (GLN)", "Location number (GLN)"),
    "example.code": ("SOR-kode", "SOR code"),
    "example.owners": ("Gennemse", "Browse"),
    "example.owners_text": ("Alle ejere", "All owners"),
    "filter.title": ("Filtre", "Filters"),
    "filter.any": ("Alle", "Any"),
    "filter.level": ("Niveau", "Level"),
    "filter.type": ("Enhedstype", "Entity type"),
    "filter.region": ("Region", "Region"),
    "filter.municipality": ("Kommune", "Municipality"),
    "filter.speciality": ("Speciale", "Speciality"),
    "filter.owner": ("Ejerens SOR-kode", "Owner's SOR code"),
    "filter.health_council": ("Sundhedsråd", "Health council"),
    "filter.operator": ("Drives efter aftale af (SOR-kode)", "Run by agreement by (SOR code)"),
    "filter.owner_hint": ("SOR-kode", "SOR code"),
    "filter.status": ("Status", "Status"),
    "filter.status.open": ("Åbne", "Open"),
    "filter.status.closed": ("Lukkede og kommende", "Closed and future"),
    "filter.status.all": ("Alle", "All"),
    "filter.apply": ("Anvend filtre", "Apply filters"),
    "filter.clear": ("Ryd filtre", "Clear filters"),
    "short.provider_identifier": ("Ydernr.", "Ydernr."),
    "short.shak": ("SHAK", "SHAK"),
    "short.location_number": ("GLN", "GLN"),
    "short.cvr": ("CVR", "CVR"),
    "short.production_unit": ("P-nr.", "P-no."),
    "short.pharmacy_identifier": ("Apoteksnr.", "Pharmacy no."),
    "short.local_code": ("Lokal kode", "Local code"),
    # Recipients of messages.
    "nav.main": ("Hovedmenu", "Main menu"),
    "nav.search": ("Søg", "Search"),
    "nav.recipients": ("Find modtager", "Find a recipient"),
    "recipients.title": ("Find en modtager", "Find a recipient"),
    "recipients.lead": (
        "Hvem kan modtage en elektronisk meddelelse, og på hvilket lokationsnummer?",
        "Who can receive an electronic message, and at which location number?",
    ),
    "recipients.message": ("Meddelelse", "Message"),
    "recipients.choose": ("Vælg en meddelelse", "Choose a message"),
    "recipients.near": ("Nær postnummer", "Near postcode"),
    "recipients.near_hint": (
        "Samme postnummer først, så kommunen, så regionen.",
        "Same postcode first, then the municipality, then the region.",
    ),
    "recipients.sender": ("Afsenderens SOR-kode", "Sender's SOR code"),
    "recipients.sender_hint": (
        "Kan udelades. Uden postnummer søges ud fra afsenderens adresse.",
        "May be left out. Without a postcode the sender's address counts.",
    ),
    "recipients.button": ("Find modtagere", "Find recipients"),
    "recipients.one": ("1 lokationsnummer kan modtage den", "1 location number can receive it"),
    "recipients.count": ("{total} lokationsnumre kan modtage den", "{total} location numbers can receive it"),
    "recipients.km": ("{km} km", "{km} km"),
    "recipients.why": ("Begrundelse", "Reason"),
    "recipients.shared": ("Bruges af {count} enheder", "Used by {count} units"),
    "recipients.check": ("Kan afsenderen sende den hertil?", "Can the sender send it here?"),
    "recipients.instead": ("Kan nås på anden måde", "To be reached in other ways"),
    "recipients.example_title": ("Et eksempel", "An example"),
    "recipients.example": (
        (
            "Lægen i 8600 Silkeborg vil henvise en patient til hospitalet. Vælg meddelelsen REF01 "
            "(sygehushenvisning), skriv 8600, og vælg »Find modtagere«: øverst står det nærmeste hospital, der "
            "modtager henvisningen, med det lokationsnummer, den skal sendes til."
        ),
        (
            "A doctor in 8600 Silkeborg wants to refer a patient to hospital. Choose the message REF01 (hospital "
            "referral), write 8600 and press Find recipients: first comes the nearest hospital that receives the "
            "referral, with the location number to send it to."
        ),
    ),
    "recipients.no_messages": (
        "Der er ingen meddelelsestyper i registret den dag.",
        "The register holds no message types on that day.",
    ),
    "recipients.unknown.message": (
        "Registret kender ikke meddelelsen {value}.",
        "The register does not know the message {value}.",
    ),
    "recipients.unknown.speciality": (
        "Registret kender ikke specialet {value}.",
        "The register does not know the speciality {value}.",
    ),
    "recipients.unknown.near": (
        "Der er intet postnummer {value}. Skriv fire cifre, fx 9700.",
        "There is no postcode {value}. Write four digits, for example 9700.",
    ),
    "recipients.unknown.sender": (
        "Der er ingen åben enhed med SOR-koden {value} (afsender).",
        "There is no open unit with the SOR code {value} (sender).",
    ),
    "recipients.unknown.receiver": (
        "Der er ingen enhed med SOR-koden {value} (modtager).",
        "There is no unit with the SOR code {value} (receiver).",
    ),
    "recipients.from_here": ("Find modtagere nær enheden", "Find recipients near this unit"),
    "recipients.to_here": ("Kan jeg sende hertil?", "Can I send to it?"),
    "between.link": ("Kan A sende til B?", "Can A send to B?"),
    "between.title": ("Kan den ene sende til den anden?", "Can one send to the other?"),
    "between.lead": (
        "Skriv afsenderens og modtagerens SOR-koder, og vælg meddelelsen.",
        "Write the SOR codes of sender and receiver, and choose the message.",
    ),
    "between.sender": ("Afsender (A)", "Sender (A)"),
    "between.receiver": ("Modtager (B)", "Receiver (B)"),
    "between.button": ("Svar", "Answer"),
    "between.can.yes": ("Ja, A kan sende den til B", "Yes, A can send it to B"),
    "between.can.no": ("Nej, A kan ikke sende den til B", "No, A cannot send it to B"),
    "between.can.unclear": ("Måske: registret siger det ikke", "Perhaps: the register does not say"),
    "between.to": ("Send til lokationsnummer", "Send to location number"),
    "between.mark.yes": ("Opfyldt", "Met"),
    "between.mark.no": ("Ikke opfyldt", "Not met"),
    "between.mark.unclear": ("Uklart", "Unclear"),
    "between.instead": ("Prøv i stedet", "Try instead"),
    "between.others": ("Find andre, der modtager den", "Find others who receive it"),
}
