"""Texts of self-service, Danish and English side by side; in an owner's words."""

TEXTS: dict[str, tuple[str, str]] = {
    "compare_shown.title": ("Sammenlign med det, jeres system viser", "Compare with what your system shows"),
    "compare_shown.lead": (
        "Kopiér jeres oplysninger fra journalsystemet, en henvisning eller en liste, og sæt dem ind her. Intet gemmes.",
        "Copy your details from the record system, a referral or a list, and paste them here. Nothing is kept.",
    ),
    "compare_shown.text": ("Det, jeres system viser", "What your system shows"),
    "compare_shown.file": ("Eller en fil (tekst eller CSV)", "Or a file (text or CSV)"),
    "compare_shown.button": ("Sammenlign", "Compare"),
    "compare_shown.empty": ("Sæt en tekst ind, eller vælg en fil.", "Paste a text, or choose a file."),
    "compare_shown.no_text": (
        "Filen er ingen tekst, eller den er for stor. Vælg en tekstfil eller CSV på højst 50.000 tegn.",
        "The file is no text, or too large. Choose a text or CSV file of at most 50,000 characters.",
    ),
    "compare_shown.differs": ("{count} oplysninger er anderledes", "{count} details differ"),
    "compare_shown.differs.one": ("1 oplysning er anderledes", "1 detail differs"),
    "compare_shown.none": ("Intet er anderledes", "Nothing differs"),
    "compare_shown.other": ("Jeres system viser {shown}.", "Your system shows {shown}."),
    "compare_shown.same": ("det samme", "the same"),
    "compare_shown.lacks": ("står ikke i det, du satte ind", "does not stand in what you pasted"),
    "compare_shown.mend": (
        "Er det jeres system, der har ret, så ret registret",
        "If your system is right, mend the register",
    ),
    "compare_shown.supplier": (
        "Har registret ret, så bed jeres systemleverandør hente det igen.",
        "If the register is right, ask your system's supplier to fetch it again.",
    ),
    "compare_shown.name": ("Navn", "Name"),
    "compare_shown.street": ("Vej og nummer", "Street and number"),
    "compare_shown.place": ("Postnummer", "Postcode"),
    "compare_shown.phone": ("Telefon", "Telephone"),
    "compare_shown.email": ("E-mail", "E-mail"),
    "compare_shown.website": ("Hjemmeside", "Web site"),
    "compare_shown.cvr": ("CVR-nummer", "CVR number"),
    "compare_shown.number": ("Lokationsnummer", "Location number"),
    "compare_shown.provider": ("Ydernummer", "Ydernummer"),
    "support.technical": ("Teknisk support", "Technical support"),
    "support.professional": ("Faglig support", "Professional support"),
    "responsible.who": ("SOR-ansvarlig:", "Responsible:"),
    "report.link": ("Meld en fejl, eller bed om en ændring", "Report an error, or ask for a change"),
    "report.title": ("Meld en fejl, eller bed om en ændring", "Report an error, or ask for a change"),
    "report.lead": (
        (
            "Skriv, hvad der er forkert, og hvad der er rigtigt. Det læses kun af dem, der fører enheden, og af"
            " registermyndigheden. Du får svar på mail; derefter slettes dit navn og din adresse. Skriv intet om"
            " patienter."
        ),
        (
            "Write what is wrong, and what is right. It is read by those who keep the unit and by the register"
            " authority alone. You are answered by mail; then your name and address are deleted. Write nothing about"
            " patients."
        ),
    ),
    "report.text": ("Hvad er forkert?", "What is wrong?"),
    "report.name": ("Dit navn", "Your name"),
    "report.email": ("Din e-mail", "Your e-mail"),
    "report.send": ("Send", "Send"),
    "report.sent": (
        "Tak. Din melding er sag {number}. Du får svar på mail senest {day}.",
        "Thank you. Your report is case {number}. You are answered by mail by {day}.",
    ),
    "report.back": ("Tilbage til enheden", "Back to the unit"),
    "changed.title": ("Hvad er ændret?", "What has changed?"),
    "edit.changed": ("Hvad er ændret?", "What has changed?"),
    "changed.link": ("Er noget ændret i din klinik?", "Has something changed in your clinic?"),
    "changed.link.go": ("Fortæl, hvad der er ændret", "Tell what has changed"),
    "changed.lead": (
        (
            "Sæt kryds ved det, der er ændret. Du får ét spørgsmål ad gangen og ser til sidst, hvad det betyder. Intet"
            " gemmes, før du har set det."
        ),
        (
            "Tick what has changed. You are asked one thing at a time and see in the end what it means. Nothing is"
            " saved before you have seen it."
        ),
    ),
    "changed.now": ("Sådan står din klinik i registret i dag", "So your clinic stands in the register today"),
    "changed.what": ("Hvad er ændret?", "What has changed?"),
    "changed.whom": ("Hvem drejer det sig om?", "Whom is it about?"),
    "changed.tick": ("Sæt kryds ved mindst én ting, der er ændret.", "Tick at least one thing that has changed."),
    "changed.which": ("Vælg, hvilken klinik det drejer sig om.", "Choose which clinic it is about."),
    "changed.what.name": ("Navnet", "The name"),
    "changed.what.address": ("Adressen – vi er flyttet eller flytter", "The address – we have moved or move"),
    "changed.what.contact": ("Telefon, e-mail eller hjemmeside", "Phone, e-mail or web site"),
    "changed.what.practitioner_came": ("En behandler er kommet til", "A practitioner has come"),
    "changed.what.practitioner_left": ("En behandler er stoppet", "A practitioner has left"),
    "changed.what.provider_identifier": ("Ydernummeret", "The ydernummer"),
    "changed.what.system": ("Journalsystemet", "The record system"),
    "changed.what.location_number": ("Lokationsnummeret", "The location number"),
    "changed.what.cvr": ("CVR-nummeret – vi er stadig de samme ejere", "The CVR number – the owners are the same"),
    "changed.what.sold": ("Klinikken er solgt eller overdraget", "The clinic was sold or handed over"),
    "changed.what.close": ("Klinikken lukker", "The clinic closes"),
    "changed.did": ("Fortalt i selvbetjening: {what}", "Told in self-service: {what}"),
    "changed.did.name": ("navn", "name"),
    "changed.did.address": ("adresse", "address"),
    "changed.did.contact": ("telefon, e-mail eller hjemmeside", "phone, e-mail or web site"),
    "changed.did.practitioner_came": ("ny behandler", "new practitioner"),
    "changed.did.practitioner_left": ("behandler stoppet", "practitioner left"),
    "changed.did.provider_identifier": ("ydernummer", "ydernummer"),
    "changed.did.system": ("journalsystem", "record system"),
    "changed.did.location_number": ("lokationsnummer", "location number"),
    "changed.did.cvr": ("CVR-nummer", "CVR number"),
    "changed.did.sold": ("salg", "sale"),
    "changed.did.close": ("lukning", "closing"),
    "changed.new": ("En ny klinik", "A new clinic"),
    "changed.new.link": ("Vi åbner en ny klinik", "We open a new clinic"),
    "changed.new.lead": (
        "Udfyld det, du ved. Du ser, hvad det betyder, før noget gemmes eller sendes.",
        "Fill in what you know. You see what it means before anything is saved or sent.",
    ),
    "changed.new.below": ("Klinikken kommer til at høre under {name}.", "The clinic will stand below {name}."),
    "changed.new.owner": ("Virksomheden", "The firm"),
    "changed.new.clinic": ("Klinikken", "The clinic"),
    "changed.new.practitioner": ("Den første behandler", "The first practitioner"),
    "changed.new.type": ("Hvad er det for en klinik?", "What kind of clinic is it?"),
    "changed.new.from": ("Åbner den dag", "Opens on"),
    "changed.new.see": ("Se, hvad det betyder", "See what it means"),
    "changed.new.asked": (
        "En ny virksomhed oprettes af registermyndigheden. Det sendes som en sag, og du får svar i den.",
        "A new firm is made by the register authority. It is sent as a case, in which you are answered.",
    ),
    "changed.asks.new": (
        "Ny klinik: {name}, CVR-nummer {cvr}, fra {day}.",
        "A new clinic: {name}, CVR number {cvr}, from {day}.",
    ),
    "changed.unpublished": (
        "Uden en behandler er klinikken ikke offentliggjort endnu: en enhed under den mangler.",
        "Without a practitioner the clinic is not published yet: a unit below it is missing.",
    ),
    "changed.unpublished.now": (
        "{name} er ikke offentliggjort endnu: en enhed under mangler.",
        "{name} is not published yet: a unit below is missing.",
    ),
    "changed.next": ("Næste", "Next"),
    "changed.back": ("Tilbage", "Back"),
    "changed.draft": ("Gem, og fortsæt en anden gang", "Keep it, and go on another time"),
    "changed.more": ("Mere", "More"),
    "changed.step": ("Trin {n} af {steps}", "Step {n} of {steps}"),
    "changed.from": ("Fra hvilken dag?", "From which day?"),
    "changed.from.practitioner_left": (
        "Første dag, hvor behandleren ikke længere er her",
        "First day on which the practitioner is here no more",
    ),
    "changed.from.close": ("Første dag, hvor klinikken er lukket", "First day on which the clinic is closed"),
    "changed.last": ("Sidste dag bliver {day}.", "The last day is {day}."),
    "changed.ask.name": ("Hvad hedder klinikken nu?", "What is the clinic called now?"),
    "changed.ask.address": ("Hvad er den nye adresse?", "What is the new address?"),
    "changed.ask.contact": ("Hvordan kan man få fat i jer?", "How can you be reached?"),
    "changed.ask.practitioner_came": ("Hvem er den nye behandler?", "Who is the new practitioner?"),
    "changed.ask.practitioner_left": ("Hvem er stoppet?", "Who has left?"),
    "changed.ask.provider_identifier": ("Hvad er det nye ydernummer?", "What is the new ydernummer?"),
    "changed.ask.system": ("Hvilket journalsystem har I nu?", "Which record system do you have now?"),
    "changed.ask.location_number": ("Hvad er det nye lokationsnummer?", "What is the new location number?"),
    "changed.ask.cvr": ("Hvad er jeres nye CVR-nummer?", "What is your new CVR number?"),
    "changed.ask.sold": ("Hvem har købt klinikken?", "Who has bought the clinic?"),
    "changed.ask.close": ("Hvornår lukker klinikken?", "When does the clinic close?"),
    "changed.hint.name": (
        "Navnet rettes alle steder, hvor klinikken hedder det samme i dag.",
        "The name is changed wherever the clinic bears it today.",
    ),
    "changed.hint.address": (
        "Adressen rettes dér, hvor den står i dag. Alt, hvad der har adressen derfra, følger med.",
        "The address is changed where it stands today. All that has it from there comes along.",
    ),
    "changed.hint.contact": (
        "Lad det stå, der ikke er ændret. Et tomt felt betyder, at I ikke har det.",
        "Leave what is as it was. An empty field means that you have none.",
    ),
    "changed.hint.practitioner_came": (
        "Behandleren får sin egen linje under klinikken og bruger klinikkens adresse og lokationsnummer.",
        "The practitioner gets a line below the clinic and uses its address and location number.",
    ),
    "changed.hint.practitioner_left": (
        "Behandlerens linje lukkes fra den dag, du vælger.",
        "The practitioner's line is closed from the day that you choose.",
    ),
    "changed.hint.provider_identifier": (
        "Seks cifre. Nullet forrest skal med.",
        "Six digits. The nought in front belongs to it.",
    ),
    "changed.hint.system": (
        "Valget gælder klinikkens lokationsnummer. Leverandøren retter selv, hvilke meddelelser det kan modtage.",
        "The choice is about the clinic's location number. The vendor tells which messages it can receive.",
    ),
    "changed.hint.location_number": (
        "13 cifre. Breve og henvisninger sendes til lokationsnummeret, så se efter, at hvert ciffer er rigtigt.",
        "13 digits. Letters and referrals are sent to the location number: see that each digit is right.",
    ),
    "changed.hint.cvr": (
        "Otte cifre. Det er let at komme til at skrive telefonnummeret i stedet.",
        "Eight digits. It is easily mistaken for the telephone number.",
    ),
    "changed.hint.sold": (
        "Skriv købers CVR-nummer. Køber får det samme at se som dig og skal sige ja, før noget ændres.",
        "Write the buyer's CVR number. The buyer sees what you see, and has to accept before anything changes.",
    ),
    "changed.hint.close": (
        "Klinikken, behandlerne og deres lokationsnumre lukkes fra den dag, du vælger.",
        "The clinic, the practitioners and their location numbers are closed from the day that you choose.",
    ),
    "changed.field.name": ("Navn", "Name"),
    "changed.field.owner_name": ("Virksomhedens navn (som i CVR)", "The firm's name (as in CVR)"),
    "changed.field.provider_identifier": ("Ydernummer", "Ydernummer"),
    "changed.field.no_provider": ("Ydernummer, hvis behandleren har sit eget", "Ydernummer, if there is an own one"),
    "changed.field.specialities.1": ("Speciale", "Speciality"),
    "changed.field.unit": ("Behandler", "Practitioner"),
    "changed.field.parent": ("Hvilken klinik?", "Which clinic?"),
    "changed.field.location.number": ("Lokationsnummer", "Location number"),
    "changed.field.location.system_supplier": ("Leverandørens kode", "Code of the vendor"),
    "changed.field.location.system_type": ("Systemets kode", "Code of the system"),
    "changed.location.own": ("Vi har fået et andet nummer", "We have got another number"),
    "changed.location.issue": ("Vi har brug for et nyt nummer", "We need a new number"),
    "changed.field.cvr": ("CVR-nummer", "CVR number"),
    "changed.field.buyer": ("Købers CVR-nummer", "The buyer's CVR number"),
    "changed.block.postal_address": ("Adressen til jeres post", "Your address for letters"),
    "changed.block.visiting_address": ("Adressen, hvor patienterne kommer", "The address where patients come"),
    "changed.block.activity_address": ("Adressen, hvor arbejdet udføres", "The address where the work is done"),
    "changed.fact.name": ("Klinikken", "The clinic"),
    "changed.fact.owner": ("Virksomheden", "The firm"),
    "changed.fact.cvr": ("CVR-nummer", "CVR number"),
    "changed.fact.number": ("Lokationsnummer", "Location number"),
    "changed.fact.system": ("Journalsystem", "Record system"),
    "changed.fact.practitioner": ("Behandler", "Practitioner"),
    "changed.fact.coming": ("Planlagt", "Scheduled"),
    "changed.coming.changes": ("{day}: {fields} – {unit}", "{day}: {fields} – {unit}"),
    "changed.coming.opens": ("{day}: {unit} begynder", "{day}: {unit} begins"),
    "changed.coming.reopens": ("{day}: {unit} begynder igen", "{day}: {unit} begins again"),
    "changed.coming.closes": ("{day}: {unit} stopper", "{day}: {unit} ends"),
    "changed.say_later": (
        "Den gælder fra sin dag. Er den ikke rigtig mere, så træk den tilbage på enhedens side, før du retter her.",
        "It holds from its day. If it is right no more, take it back on the page of the unit before you tell this.",
    ),
    "changed.facts.codes": ("SOR-koder og niveauer", "SOR codes and levels"),
    "changed.choose": ("Vælg en på listen.", "Choose one of the list."),
    "changed.empty": ("Feltet skal udfyldes.", "The field must be filled in."),
    "changed.same": ("Det står sådan i registret i dag. Skriv det nye.", "So it stands today. Write what is new."),
    "changed.no_number": (
        "Klinikken har intet lokationsnummer, som et system kan høre til. Bed først om et lokationsnummer.",
        "The clinic has no location number that a system could belong to. Ask for a location number first.",
    ),
    "changed.lost_nought": (
        "Ydernummeret {value} har fem cifre og mangler nok et nul forrest. Er det {offer}?",
        "The ydernummer {value} has five digits; the nought in front may be lost. Is it {offer}?",
    ),
    "changed.use": ("Ja, brug {offer}", "Yes, use {offer}"),
    "changed.six_digits": (
        "Et ydernummer har seks cifre; der står {value}.",
        "A ydernummer has six digits; {value} was written.",
    ),
    "changed.phone": (
        "{value} er klinikkens telefonnummer. Skriv CVR-numrets otte cifre.",
        "{value} is the clinic's telephone number. Write the eight digits of the CVR number.",
    ),
    "changed.bad_cvr": (
        (
            "{value} er ikke et CVR-nummer: cifrene passer ikke sammen. Er to cifre byttet om, eller er det et"
            " telefonnummer?"
        ),
        (
            "{value} is no CVR number: its digits do not fit together. Were two of them swapped, or is it a telephone"
            " number?"
        ),
    ),
    "changed.own_cvr": (
        "Det er jeres eget CVR-nummer. Man kan ikke sælge til sig selv; skriv købers.",
        "That is your own CVR number. Nobody sells to themselves; write the buyer's.",
    ),
    "changed.municipality": (
        "Postnummeret {postcode} ligger i flere kommuner: {names}. Vælg kommunen.",
        "The postcode {postcode} lies in several municipalities: {names}. Choose the municipality.",
    ),
    "changed.split": (
        "Vej og husnummer er delt: {street} og {building}.",
        "Street and number were parted: {street} and {building}.",
    ),
    "changed.region": (
        (
            "Den nye adresse ligger i {after}. Ydernummeret {numbers} hører til {before}: aftal et nyt med regionen,"
            " og ret det her."
        ),
        (
            "The new address lies in {after}. The ydernummer {numbers} belongs to {before}: agree upon a new one with"
            " the region, and change it here."
        ),
    ),
    "changed.last_practitioner": (
        (
            "Det er den eneste behandler. Uden en ny kommer klinikken ikke med i de officielle lister, og henvisninger"
            " kan ikke sendes til den."
        ),
        (
            "That is the only practitioner. Without a new one the clinic is not in the official lists, and referrals"
            " cannot be sent to it."
        ),
    ),
    "changed.confirm_page": (
        "Læs det, og tryk på »Næste« igen, hvis det er rigtigt.",
        "Read it, and press 'Next' again if it is right.",
    ),
    "changed.preview": ("Er det rigtigt?", "Is it right?"),
    "changed.preview.lead": (
        "Intet er gemt endnu. Se det igennem, og tryk så på »Gem«.",
        "Nothing is saved yet. Read it through, then press 'Save'.",
    ),
    "changed.preview.wrong": (
        "Det kan ikke gemmes endnu. Ret det, der står ovenfor.",
        "It cannot be saved yet. Mend what stands above.",
    ),
    "changed.correct": ("Ret", "Change"),
    "changed.told": ("Det har du fortalt", "This you have told"),
    "changed.save": ("Gem", "Save"),
    "changed.save.confirm": ("Det er rigtigt – gem", "It is right – save"),
    "changed.save.send": ("Send", "Send"),
    "changed.asked": ("Det afgør andre", "Others decide this"),
    "changed.asked.location_number": (
        "Et nyt lokationsnummer udstedes af registermyndigheden. Det sendes som en sag, og du får svar i den.",
        "A new location number is issued by the register authority. It is sent as a case, in which you are answered.",
    ),
    "changed.asked.system": (
        "Registermyndigheden fører journalsystemet på lokationsnummeret. Det sendes som en sag, og du får svar i den.",
        (
            "The register authority enters the record system of the location number. It is sent as a case, in which"
            " you are answered."
        ),
    ),
    "changed.asked.sold": (
        ("Køber ser det samme som du. Svarer køber ikke inden ti arbejdsdage, falder salget bort, og du får besked."),
        (
            "The buyer sees what you see. If the buyer does not answer within ten working days, the sale is off, and"
            " you are told."
        ),
    ),
    "changed.asks.sold": (
        "Klinikken er solgt til CVR-nummer {cvr} fra {day}. Køber skal sige ja.",
        "The clinic is sold to CVR number {cvr} from {day}. The buyer accepts.",
    ),
    "changed.asks.location_number": (
        "Klinikken beder om et nyt lokationsnummer fra {day}.",
        "The clinic asks for a new location number from {day}.",
    ),
    "changed.asks.system": (
        "Klinikken bruger journalsystemet {system} fra {day}. Ret systemet på lokationsnummeret {number}.",
        "The clinic uses the record system {system} from {day}. Change the system of location number {number}.",
    ),
    "changed.field.system": ("Journalsystem", "Record system"),
    "changed.system.codes": ("koder fra leverandøren", "codes of the vendor"),
    "changed.system.codes.hint": (
        "Har leverandøren givet jer koderne, kan I selv rette dem, og så gælder det med det samme.",
        "If the vendor has given you the codes, you can change them yourselves, in effect at once.",
    ),
    "changed.receipt": ("Kvittering", "Receipt"),
    "changed.receipt.lead": ("Gemt {when} med løbenummer {serial}.", "Saved {when} under serial {serial}."),
    "changed.receipt.unsaved": (
        "Intet er ændret endnu; det er sendt til dem, der afgør det.",
        "Nothing has changed yet; it was sent to those who decide.",
    ),
    "changed.receipt.now": ("Det gælder med det samme.", "It is in effect at once."),
    "changed.receipt.coming": (
        "Det træder i kraft på de dage, der står nedenfor. Indtil da kan det trækkes tilbage på enhedens side.",
        "It takes effect on the days below. Until then it can be taken back on the unit's page.",
    ),
    "changed.receipt.from": ("Fra og med {day}", "From {day}"),
    "changed.receipt.closed": ("Lukket fra og med {day}", "Closed from {day}"),
    "changed.receipt.open": ("Åben fra og med {day}", "Open from {day}"),
    "changed.receipt.case": (
        "Sag {number}: {kind}. Svar senest {day}.",
        "Case {number}: {kind}. Answered by {day}.",
    ),
    "changed.receipt.cases": ("Sager", "Cases"),
    "changed.receipt.seen": ("Set af", "Seen by"),
    "changed.receipt.seen_by": ("Har hentet ændringen: {names}", "Have fetched the change: {names}"),
    "changed.receipt.not_seen": ("Har ikke hentet den endnu: {names}", "Have not fetched it yet: {names}"),
    "changed.receipt.nobody": ("Ingen har hentet ændringen endnu.", "Nobody has fetched the change yet."),
    "changed.receipt.check": (
        "Se efter i jeres journalsystem, at det viser det samme.",
        "Look into your record system, whether it shows the same.",
    ),
    "changed.receipt.print": ("Udskriv", "Print"),
    "changed.receipt.mail": ("Send den til {address}", "Send it to {address}"),
    "changed.receipt.mail.sent": ("Kvitteringen er sendt til {address}.", "The receipt was sent to {address}."),
    "changed.receipt.mail.no_address": (
        "Registret har ingen mailadresse til dig eller klinikken, eller kan ikke sende mail; udskriv den i stedet.",
        "The register has no mail address of yours or the clinic's, or cannot send mail; print it instead.",
    ),
    "changed.receipt.again": ("Er mere ændret?", "Has more changed?"),
    "changed.large": (
        "Din organisation har for mange enheder til at blive spurgt trin for trin. Ret dem på hver enheds egen side:",
        "Your organisation has too many units to be asked step by step. Edit them on the page of each unit:",
    ),
    "changed.closed": (
        "{name} er lukket i registret, så der er intet at rette. Se, hvad der er sket:",
        "{name} is closed in the register, so there is nothing to change. See what has happened:",
    ),
    "changed.others": (
        "Du må rette for andre. Ret hver enhed på dens egen side:",
        "You may edit for others. Edit each unit on its own page:",
    ),
    "changed.none.lead": (
        "Din adgang er ikke knyttet til en klinik. Det kan du bede om her; myndigheden svarer i sagen.",
        "Your access belongs to no clinic yet. Ask for it here; the authority answers in the case.",
    ),
    "changed.claim": ("Jeg ejer {name}: bed om adgang", "I own {name}: ask for access"),
    "changed.claim.other": ("Find en klinik, og bed om adgang som ejer", "Find a clinic, and ask for access as owner"),
    "changed.hand_on": (
        "Lad en sekretær eller leverandør rette for jer",
        "Let a secretary or vendor edit for you",
    ),
    "changed.hand_on.lead": (
        "Adgangen kan begrænses og få en slutdato; uden en gælder den, til du tager den tilbage. Det kan du altid.",
        "It can be limited and given a last day; without one it holds until you take it back, whenever you want.",
    ),
}
