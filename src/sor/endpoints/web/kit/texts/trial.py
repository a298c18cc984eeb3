"""Texts of the demo's ID cards, and of certification, Danish and English side by side."""

TEXTS: dict[str, tuple[str, str]] = {
    # ID cards of the demo's STS.
    "card.title": ("ID-kort til afprøvning", "ID cards for trials"),
    "card.lead": (
        "Her udsteder demoen et ID-kort (DGWS 1.0.1) til det CVR-nummer, du vil kalde med. Det gælder kun her.",
        "Here the demo issues an ID card (DGWS 1.0.1) for the CVR number you want to call with. It holds only here.",
    ),
    "card.cvr": ("CVR-nummer", "CVR number"),
    "card.organisation": ("Organisation", "Organisation"),
    "card.system": ("IT-system", "IT system"),
    "card.person": ("Person", "Person"),
    "card.person_hint": (
        "Med et navn bliver det et medarbejderkort på niveau 4, ellers et systemkort på niveau 3.",
        "With a name it becomes a person's card of level 4, otherwise a system's of level 3.",
    ),
    "card.button": ("Udsted", "Issue"),
    "card.no_cvr": (
        "'{cvr}' er ikke et CVR-nummer: det har otte cifre.",
        "'{cvr}' is no CVR number: it has eight digits.",
    ),
    "card.made": ("Kort til CVR {cvr}", "Card for CVR {cvr}"),
    "card.until": ("Det gælder til {until}.", "It holds until {until}."),
    "card.listed": ("Nummeret står på listen for {services}.", "The number is on the list of {services}."),
    "card.unlisted": (
        "Sæt det på alle lister med:",
        "Put it on every list with:",
    ),
    "card.header": ("Header", "Header"),
    "card.request": ("En hel forespørgsel til SORLS", "A whole request to SORLS"),
    "card.card": ("Kortet alene", "The card alone"),
    "card.from_shell": ("Fra kommandolinjen", "From the command line"),
    # Certification of SORUS's callers.
    "certify.title": ("Certificering til SORUS", "Certification for SORUS"),
    "certify.of": ("Certificering til SORUS: CVR {cvr}", "Certification for SORUS: CVR {cvr}"),
    "certify.lead": (
        "Et tilfælde afkrydses som bestået, når et kald til SORUS, det gemte og svaret passer. Siden følger selv med.",
        "A case ticks when a call to SORUS, what is stored and the answer fit it. The page keeps up by itself.",
    ),
    "certify.list": ("Testprotokol", "Test protocol"),
    "certify.button": ("Vis", "Show"),
    "certify.count": ("{done} af {all} tilfælde er gennemført.", "{done} of {all} cases are done."),
    "certify.finished": (
        "Alle {all} tilfælde er gennemført: CVR {cvr} har bestået testprotokollen.",
        "All {all} cases are done: CVR {cvr} has passed the test protocol.",
    ),
    "certify.next": ("Det næste er {case}:", "Next is {case}:"),
    "certify.send": ("Send", "Send"),
    "certify.card": ("Hent et ID-kort", "Get an ID card"),
    "certify.ticked": ("Gennemført", "Done"),
    "certify.operation": ("Operation", "Operation"),
    "certify.message": ("MessageID", "MessageID"),
    "certify.serial": ("Løbenummer", "Serial"),
    "certify.unit": ("Enhed", "Unit"),
    "certify.not_yet": ("Ikke gennemført endnu.", "Not done yet."),
    "certify.why": ("Sidste forsøg {at} passede ikke:", "The last try, {at}, did not fit:"),
    "certify.printed": (
        "Udskrevet {at}, ved registerets løbenummer {serial}.",
        "Printed {at}, at the register's serial {serial}.",
    ),
}
