"""Texts around the contract of the REST door, Danish and English side by side."""

TEXTS: dict[str, tuple[str, str]] = {
    "api.title": ("API", "API"),
    "api.lead": (
        "Enheder, numre, kodelister og loggen, og ændringer af dem, over REST. Enhver kan læse uden login.",
        "Units, numbers, code lists and the log, and changes to them, over REST. Everyone may read without a login.",
    ),
    "api.times": (
        "Spørg på en dag (valid), og som registret kendte den (known): et tidspunkt, en dato eller et løbenummer.",
        "Every question can be asked on a day (valid) and as the register knew it (known): a time, a date or a serial.",
    ),
    "api.token": (
        "Ændringer kræver et token: »get_token« giver det til et program, der viser sin hemmelighed. Så »Authorize«.",
        "Changes need a token: “get_token” gives one to a program that shows its secret. Then choose “Authorize”.",
    ),
    "api.token.demo": ("I demoen fx:", "In the demo for example:"),
    "api.try": (
        "Åbn en adresse, ret eksemplet, og vælg »Execute«: svaret er registrets eget. Beskrivelserne er på engelsk.",
        "Open an address, change the example, and choose “Execute”: the answer is the register's own.",
    ),
    "api.contract": ("Kontrakten (OpenAPI 3.1)", "The contract (OpenAPI 3.1)"),
    "api.plain": ("Alt på én side, uden script", "All on one page, without scripts"),
    "api.guides": ("Vejledninger for leverandører", "Guides for vendors"),
    "api.addresses": ("Adresser", "Addresses"),
    "api.problems": ("Fejlsvar", "Problems"),
    "api.rules": ("Forretningsregler", "Rules"),
    "api.noscript": (
        "Adresserne vises her med et script. Uden script står de alle på siden »Alt på én side«.",
        "The addresses are shown here by a script. Without scripts they all stand on the page “All on one page”.",
    ),
    "api.problems.lead": (
        "Et fejlsvar er application/problem+json; dets type er navnet her. Hvert fund siges på dansk og engelsk.",
        "A problem is application/problem+json; its type is the name here. Each finding is told in both languages.",
    ),
    "api.problem": ("Navn", "Name"),
    "api.status": ("Status", "Status"),
    "api.meaning": ("Betydning", "Meaning"),
}
