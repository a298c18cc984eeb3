"""Texts of treatment sites, Danish and English side by side."""

TEXTS: dict[str, tuple[str, str]] = {
    "sites.title": ("Behandlingssteder", "Treatment sites"),
    "sites.lead": (
        "Hvert fast sted, hvor patienter behandles, registreres, før behandlingen begynder.",
        "Every fixed place where patients are treated is registered before treatment starts.",
    ),
    "sites.file": ("Hele listen som fil: CSV", "The whole list as a file: CSV"),
    "sites.log": ("Log", "Log"),
    "sites.sought": ("Søg efter nummer, navn, by eller SOR-kode", "Search by number, name, town or SOR code"),
    "sites.state": ("Tilstand", "State"),
    "sites.state.any": ("alle", "all"),
    "sites.state.registered": ("registreret", "registered"),
    "sites.state.coming": ("registreret, begynder senere", "registered, begins later"),
    "sites.state.exempt": ("meddelt som undtaget", "told to be exempt"),
    "sites.state.deregistered": ("afmeldt", "deregistered"),
    "sites.category": ("Kategori", "Category"),
    "sites.show": ("Vis", "Show"),
    "sites.found": ("{count} behandlingssteder", "{count} treatment sites"),
    "sites.found.one": ("1 behandlingssted", "1 treatment site"),
    "sites.more": ("Flere", "More"),
    "site.number": ("Behandlingssted {number}", "Treatment site {number}"),
    "site.register": ("Registrér behandlingssted", "Register a treatment site"),
    "site.register.link": ("Registrér som behandlingssted", "Register as a treatment site"),
    "site.change": ("Ret", "Change"),
    "site.saved": ("Gemt. Registreringen gælder nu.", "Saved. The registration is in effect."),
    "site.place": ("Sted", "Place"),
    "site.owner": ("Ejer", "Owner"),
    "site.cvr": ("CVR-nummer", "CVR number"),
    "site.address": ("Adresse", "Address"),
    "site.coming": ("Fra {day}", "From {day}"),
    "site.status": ("Tilstand", "State"),
    "site.from": ("Første behandlingsdag", "First day of treatment"),
    "site.to": ("Sidste behandlingsdag", "Last day of treatment"),
    "site.staff": ("Sundhedspersonale", "Health staff"),
    "site.staff.hint": (
        "Hvor mange behandler patienter her under jeres eget CVR-nummer? Tæl ikke dem, der har deres eget.",
        "How many treat patients here under your own CVR number? Do not count those who have their own.",
    ),
    "site.staff.more": ("Andre personalegrupper", "Other groups of staff"),
    "site.posts": (
        "Fuldtidsstillinger, som lægerne og tandlægerne tilsammen fylder",
        "Full-time posts that the doctors and dentists fill together",
    ),
    "site.posts.hint": ("Kun når de er flere, fx 1,5.", "Only where they are several, such as 1.5."),
    "site.leadership": (
        "Enheden har sin egen kliniske ledelse på denne adresse",
        "The unit has a clinical leadership of its own at this address",
    ),
    "site.person": ("Ansvarlig for behandlingen", "Who answers for the treatment"),
    "site.person.hint": (
        "Vises kun for jer og tilsynsmyndigheden, og slettes, når stedet afmeldes.",
        "Shown only to you and the supervising authority, and forgotten when the site is deregistered.",
    ),
    "site.person_name": ("Navn", "Name"),
    "site.person_email": ("E-mail", "E-mail"),
    "site.person_phone": ("Telefon (kan udelades)", "Telephone (may be left out)"),
    "site.exempt": ("Er stedet undtaget?", "Is the place exempt?"),
    "site.exempt.why": ("Hvorfor", "Why"),
    "site.exempt.none": ("Nej, det skal registreres", "No, it is to be registered"),
    "site.exempt.turnover": (
        "Omsætningen er højst {limit} kr. om året (2019-niveau)",
        "The turnover is at most {limit} kr. a year (2019 level)",
    ),
    "site.exempt.unpaid": (
        "Et arrangement, der ikke tages betaling for",
        "An event for which nobody is paid",
    ),
    "site.exempt.temporary": ("Et lille, midlertidigt sted", "A small temporary place"),
    "site.exempt.partnership": (
        "Et fællesskab af steder, der hver er registreret",
        "A partnership of sites that are registered each",
    ),
    "site.turnover": ("Årlig omsætning i kroner", "Yearly turnover in kroner"),
    "site.reason": ("Begrundelse, som tilsynsmyndigheden læser", "The reason, which the supervising authority reads"),
    "site.unit": ("SOR-kode for stedet", "SOR code of the place"),
    "site.preview": ("Se kategorien, før du gemmer", "See the category before you save"),
    "site.save": ("Gem", "Save"),
    "site.would": ("Det bliver", "It will be"),
    "site.would.exempt": (
        "Meddelelsen om, at stedet er undtaget, gemmes for tilsynsmyndigheden. Stedet får ingen kategori.",
        "The notice that the place is exempt is kept for the supervising authority. The place has no category.",
    ),
    "site.late": (
        (
            "Et behandlingssted skal være registreret, før behandlingen begynder. Registrér det alligevel med den dag,"
            " den begyndte."
        ),
        (
            "A treatment site is to be registered before treatment starts. Register it all the same, with the day on"
            " which it started."
        ),
    ),
    "site.fee": (
        "Kategorien afgør det årlige gebyr til tilsynsmyndigheden.",
        "The category decides the yearly fee to the supervising authority.",
    ),
    "site.stands": (
        "{name} er allerede behandlingssted {number}.",
        "{name} is treatment site {number} already.",
    ),
    "site.end": ("Afmeld", "Deregister"),
    "site.end.title": ("Behandles der ikke længere patienter?", "Are patients treated here no more?"),
    "site.end.hint": (
        (
            "Lukker klinikken, så meld det under »Hvad er ændret?«; så afmeldes stedet af sig selv. Flytter den,"
            " flytter behandlingsstedet med."
        ),
        (
            'If the clinic closes, tell it under "What has changed?"; the site is deregistered by itself then. If it'
            " moves, the site moves along."
        ),
    ),
    "site.to_day": ("Første dag uden behandling", "First day without treatment"),
    "site.log.lead": (
        (
            "Alt, hvad der er registreret, rettet og afmeldt, og hvad der skete med et sted, fordi dets enhed flyttede,"
            " lukkede eller skiftede navn eller ejer."
        ),
        (
            "All that was registered, changed and deregistered, and what became of a site as its unit moved, closed or"
            " changed its name or owner."
        ),
    ),
    "site.log.at": ("Tidspunkt", "When"),
    "site.log.what": ("Hvad", "What"),
    "site.log.who": ("Hvem", "Who"),
    "site.log.day": ("Gælder fra", "Holds from"),
    "site.did.registered": ("registreret", "registered"),
    "site.did.exempted": ("meddelt som undtaget", "told to be exempt"),
    "site.did.changed": ("rettet", "changed"),
    "site.did.deregistered": ("afmeldt", "deregistered"),
    "site.did.moved": ("flyttet med enheden", "moved with its unit"),
    "site.did.renamed": ("nyt navn på enheden", "new name of its unit"),
    "site.did.owner": ("ny ejer af enheden", "new owner of its unit"),
    "site.did.closed": ("afmeldt, da enheden lukker", "deregistered as its unit closes"),
    "site.did.reopened": ("tilbage, da enheden ikke lukker", "back, as its unit does not close"),
    "site.by.register": ("registret", "the register"),
    "site.of_unit": ("Behandlingssted {number}, kategori {category}", "Treatment site {number}, category {category}"),
    "site.of_unit.exempt": ("Behandlingssted: meddelt som undtaget", "Treatment site: told to be exempt"),
    "site.group.doctor": ("Læger", "Doctors"),
    "site.group.dentist": ("Tandlæger", "Dentists"),
    "site.group.chiropractor": ("Kiropraktorer", "Chiropractors"),
    "site.group.nurse": ("Sygeplejersker", "Nurses"),
    "site.group.midwife": ("Jordemødre", "Midwives"),
    "site.group.physiotherapist": ("Fysioterapeuter", "Physiotherapists"),
    "site.group.occupational_therapist": ("Ergoterapeuter", "Occupational therapists"),
    "site.group.dental_hygienist": ("Tandplejere", "Dental hygienists"),
    "site.group.dental_technician": ("Kliniske tandteknikere", "Clinical dental technicians"),
    "site.group.dietician": ("Kliniske diætister", "Clinical dieticians"),
    "site.group.chiropodist": ("Fodterapeuter", "Chiropodists"),
    "site.group.care_assistant": ("Social- og sundhedsassistenter", "Social and health care assistants"),
    "site.group.other": ("Andet sundhedspersonale", "Other health staff"),
    "changed.fact.site": ("Behandlingssted", "Treatment site"),
    "changed.site.none": ("ikke registreret", "not registered"),
    "changed.site.moves": (
        "Behandlingssted {number} flytter med fra samme dag; det meldes ikke for sig.",
        "Treatment site {number} moves along from the same day; it need not be told apart.",
    ),
    "changed.site.ends": (
        "Behandlingssted {number} afmeldes fra samme dag; det meldes ikke for sig.",
        "Treatment site {number} is deregistered from the same day; it need not be told apart.",
    ),
    "changed.site.staff": (
        (
            "Behandler en anden nu patienter hos jer, så ret også personalet på behandlingssted {number}: det kan ændre"
            " kategorien."
        ),
        (
            "If somebody else treats patients with you now, change the staff of treatment site {number} as well: it may"
            " change the category."
        ),
    ),
    "changed.site.next": (
        "Næste skridt: registrér klinikken som behandlingssted, før I behandler patienter.",
        "Next: register the clinic as a treatment site before you treat patients.",
    ),
}
