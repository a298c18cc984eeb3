"""Texts of signing in, and of one's own page, Danish and English side by side."""

TEXTS: dict[str, tuple[str, str]] = {
    "nav.me": ("Min side", "My page"),
    "login.title": ("Log ind", "Sign in"),
    "login.lead": (
        "Den, der skal ændre registret, logger ind. At slå op kræver intet login.",
        "Sign in to change the register. Looking up needs no login.",
    ),
    "login.new": ("Ny SOR-bruger? Sådan får du adgang.", "New to SOR? How to get access."),
    "login.by": ("Log ind med {provider}", "Sign in with {provider}"),
    "login.demo": ("Demoens brugere", "The demo's users"),
    "login.demo_lead": (
        "Enhver kan logge ind som enhver af dem, for registret er en demo.",
        "Anybody can sign in as any of them, because this register is a demo.",
    ),
    "passed_on.title": ("Du er næsten logget ind", "You are almost signed in"),
    "passed_on.lead": (
        "Din loginudbyder har svaret. Fortsæt for at logge ind her.",
        "Your identity provider has answered. Go on to sign in here.",
    ),
    "passed_on.go_on": ("Fortsæt", "Go on"),
    "out.title": ("Du er logget ud", "You are signed out"),
    "out.here": ("Du er logget ud af registret.", "You are signed out of the register."),
    "out.there": (
        "Du bliver nu også logget ud hos {provider}.",
        "Now you are signed out at {provider} as well.",
    ),
    "out.go": ("Log ud hos {provider}", "Sign out at {provider}"),
    "out.not_everywhere": (
        "{provider} kunne ikke logge dig ud alle andre steder. Luk browseren, hvis andre bruger den.",
        "{provider} could not sign you out everywhere else. Close the browser if others use it.",
    ),
    "me.title": ("Min side", "My page"),
    "me.lead": ("Logget ind som {id} med {provider}.", "Signed in as {id} with {provider}."),
    "me.cvr": ("For CVR-nummer {cvr}.", "For CVR number {cvr}."),
    "me.logout": ("Log ud", "Sign out"),
    "me.rights": ("Rettigheder", "Rights"),
    "me.everywhere": ("hele registret", "the whole register"),
    "me.only": ("kun {operations}", "only {operations}"),
    "me.until": ("til og med {last}", "up to and including {last}"),
    "me.no_rights": (
        "Du har ingen rettigheder endnu. Spørg din administrator eller registermyndigheden, og nævn dit bruger-id.",
        "You have no rights yet. Ask your administrator or the register authority, and name your user id.",
    ),
    "me.give": ("Giv en kollega ret, eller tag en ret tilbage", "Give a colleague a right, or take one back"),
    "me.sessions": ("Her er du logget ind", "Where you are signed in"),
    "me.this": ("Denne browser:", "This browser:"),
    "me.session": ("siden {made}, brugt sidst {seen}.", "since {made}, last used {seen}."),
    "me.end": ("Log ud dér", "Sign out there"),
    "me.end_all": ("Log ud overalt", "Sign out everywhere"),
}
