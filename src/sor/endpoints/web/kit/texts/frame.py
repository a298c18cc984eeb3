"""Texts of the frame, of days and times, and of pages that cannot be shown, Danish and English side by side."""

TEXTS: dict[str, tuple[str, str]] = {
    # The frame of every page.
    "site.name": ("Sundhedsvæsenets Organisationsregister", "Health Care Organisation Register"),
    "skip": ("Spring til indhold", "Skip to content"),
    "language": ("Sprog", "Language"),
    "yes": ("Ja", "Yes"),
    "no": ("Nej", "No"),
    "copy": ("Kopiér koden", "Copy the code"),
    "code.unknown": ("{code} (ukendt kode)", "{code} (unknown code)"),
    "table": ("Tabel", "Table"),
    "copied": ("Kopieret", "Copied"),
    "demo": (
        "Demoregister: enheder og navne er opdigtede. Brug det ikke til at finde behandling.",
        "Demo register: units and names are invented. Do not use it to find care.",
    ),
    "stopped": (
        "Registret skriver ikke: computerens ur passer ikke med den dag, registret er opdateret til og med.",
        "The register has stopped writing: its computer's clock does not fit the day that it has reached.",
    ),
    "copy_of": ("En kopi af {url}.", "A copy of {url}."),
    "copy_of.part": (
        "En kopi af den del af {url}, som hører til ejeren {owner}. Andres enheder er her ikke.",
        "A copy of the part of {url} that belongs to the owner {owner}. Units of others are not here.",
    ),
    "copy_of.since": (
        "Den havde alt til og med {since}; {behind} posteringer mangler.",
        "It had everything until {since}; {behind} entries are missing.",
    ),
    "copy_of.never": (
        "Den er ved at blive hentet; {behind} posteringer mangler.",
        "It is being fetched; {behind} entries are missing.",
    ),
    "copy_of.krs": (
        "Den havde alt, hvad kilden fortalte, {since}. Hvor langt kilden er, fortæller et kopiregister (KRS) ikke.",
        "It had everything that its source told at {since}. How far its source is a copy register (KRS) does not tell.",
    ),
    "copy_of.krs.never": (
        "Den er ved at blive hentet. Hvor langt kilden er, fortæller et kopiregister (KRS) ikke.",
        "It is being fetched. How far its source is a copy register (KRS) does not tell.",
    ),
    "copy_of.away": (
        "Der er intet hørt fra kilden siden {since}: hvad der er ændret siden, vides ikke.",
        "Nothing has been heard of its source since {since}: what has changed since then is not known.",
    ),
    "copy_of.stopped": (
        "Den følger ikke længere med: det, kilden sendte, kunne ikke bevises.",
        "It is followed no further: what its source sent could not be proven.",
    ),
    "ahead": (
        "Uret har gået forkert: indtil {until} skrives ændringer med tidspunkter forud. Spørg med løbenummer.",
        "The clock was wrong: until {until} changes are recorded ahead of their time. Ask by serial.",
    ),
    "footer.role.mirror": ("Spejl: registret fyldes fra filer", "Mirror: this register is filled from files"),
    "footer.role.master": ("Master: registret ændres her", "Master: this register is changed here"),
    "footer.serial": ("Løbenummer {serial}", "Serial {serial}"),
    "footer.day": ("Registret er opdateret til og med {day}", "The register has reached {day}"),
    "footer.api": ("API", "API"),
    "footer.status": ("Driftsstatus", "Status"),
    "footer.version": ("Version {version}", "Version {version}"),
    "footer.files": ("Filer", "Files"),
    # Time.
    "time.form": ("Vælg dato", "Choose a date"),
    "time.valid": ("Vis registret pr.", "Show the register as of"),
    "time.show": ("Vis", "Show"),
    "time.advanced": ("Avanceret", "Advanced"),
    "time.known": ("… som det var kendt", "… as it was known"),
    "time.known_hint": (
        "Dato, tidspunkt eller løbenummer: 2026-11-01, 2026-11-01T12:00 eller @17. Tomt felt betyder alt, vi ved nu.",
        "A date, a time or a serial: 2026-11-01, 2026-11-01T12:00 or @17. Empty means all that is known now.",
    ),
    "time.past": ("Du ser registret, som det var {day}.", "You see the register as it was on {day}."),
    "time.future": (
        "Du ser registret, som det efter planen er {day}.",
        "You see the register as it is planned to be on {day}.",
    ),
    "time.now": ("Du ser registret pr. {day}.", "You see the register as of {day}."),
    "time.as_known": ("Som det var kendt ved løbenummer {serial} ({when}).", "As known at serial {serial} ({when})."),
    "time.back": ("Tilbage til i dag", "Back to today"),
    # What cannot be shown.
    "unknown.title": ("Enheden findes ikke", "There is no such unit"),
    "unknown.text": ("Registret kender ingen enhed med koden", "The register knows no unit with the code"),
    "unknown.problem": ("Koden kan ikke være rigtig:", "The code cannot be right:"),
    "unknown.repair": (
        "Et regneark kan have ødelagt det sidste ciffer. Mente du",
        "A spreadsheet may have destroyed the last digit. Did you mean",
    ),
    "unknown.later": (
        "Enheden er kendt i dag, men var det ikke på det valgte tidspunkt.",
        "The unit is known today, but was not at the chosen time.",
    ),
    "problem.check_digit": ("kontrolcifferet er forkert", "its check digit is wrong"),
    "problem.digits_only": ("en SOR-kode består kun af cifre", "a SOR code has digits only"),
    "problem.sor_shape": (
        "en SOR-kode er et løbenummer, 1000016, 00 og et kontrolciffer, højst 18 cifre",
        "a SOR code is a running number, 1000016, 00 and one check digit, at most 18 digits",
    ),
    "problem.location_number_length": ("et lokationsnummer har 13 cifre", "a location number has 13 digits"),
    "unknown.search": ("Søg efter koden", "Search for the code"),
    "bad_time.title": ("Den dag kan ikke vises", "That day cannot be shown"),
    "bad_time.text": (
        (
            "Skriv en dag som 2026-07-01. Et kendskabstidspunkt kan også være 2026-07-01T12:00 eller et løbenummer "
            "som @17, der er nået."
        ),
        (
            "Write a day as 2026-07-01. A time of knowledge may also be 2026-07-01T12:00 or a serial such as @17 that "
            "has been reached."
        ),
    ),
    "unavailable.title": ("Registret kan ikke svare lige nu", "The register cannot answer just now"),
    "unavailable.nothing_lost": (
        "Der er ikke gået noget tabt. Siden virker igen, så snart databasen svarer.",
        "Nothing is lost. The page works again as soon as the database answers.",
    ),
    "unavailable.again": ("Prøv igen", "Try again"),
    "refused.no_right": ("Det har du ikke ret til", "You have no right to that"),
    "refused.form_token": ("Intet er ændret", "Nothing was changed"),
    "refused.title": ("Sådan kan der ikke spørges", "That cannot be asked"),
    "no_page.title": ("Siden findes ikke", "There is no such page"),
    "no_page.text": ("Der er intet på", "There is nothing at"),
    "shut.title": ("Der er lukket her", "This door is shut"),
    "no_page.back": ("Til søgningen", "To the search"),
    # How the register stands.
    "status.title": ("Driftsstatus", "Status"),
    "status.lead": ("Hvordan registret har det lige nu.", "How the register is doing right now."),
    "status.well": ("Alt kører", "All is well"),
    "status.troubled": ("Noget kræver opmærksomhed", "Something needs attention"),
    "status.stopped": ("Registret skriver ikke:", "The register does not write:"),
    "status.lacking": ("Der mangler noget:", "Something is lacking:"),
    "status.role": ("Rolle", "Role"),
    "status.demo": ("demo", "demo"),
    "status.serial": ("Løbenummer", "Serial"),
    "status.day": ("Opdateret til og med", "Updated up to and including"),
    "status.version": ("Program og database", "Program and database"),
    "status.count.unit": ("Åbne enheder", "Open units"),
    "status.count.location_number": ("Lokationsnumre", "Location numbers"),
    "status.count.edi": ("Meddelelsestyper hos dem", "Message types of them"),
    "status.count.shak": ("SHAK-koder", "SHAK codes"),
    "status.count.place": ("Placeringer", "Placements"),
    "status.count.succession": ("Efterfølgelser", "Successions"),
    "status.count.code": ("Koder i kodelister", "Codes of code lists"),
    "status.follows": ("Kopi af", "Copy of"),
    "status.behind": ("{count} løbenumre bagefter", "{count} serials behind"),
    "status.behind.unknown": ("hvor langt den er bagefter, vides ikke", "how far behind is not known"),
    "status.publication": ("Udgivne filer", "Published files"),
    "status.no_edition": ("ingen udgave endnu", "no edition yet"),
    "status.failing": ("Udgivelsen fejler:", "Publishing fails:"),
    "status.mail": ("Mails", "Mails"),
    "status.mail_waiting": ("{count} venter", "{count} waiting"),
    "status.mail_failing": ("{count} forsøgt forgæves", "{count} tried in vain"),
    "status.sources": ("Indlæste filer", "Files that were loaded"),
    "status.family": ("Format", "Format"),
    "status.snapshot": ("Dag, den beskriver", "Day that it describes"),
    "status.age": ("Alder", "Age"),
    "status.days": ("{count} dage", "{count} days"),
    "status.programs": ("Programmer spørger her:", "Programs ask here:"),
}
