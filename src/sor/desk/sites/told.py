"""What is told of a treatment site, and whether it can be taken: every mistake with its field, in both languages."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from sor.core.day import OPEN, parse_day
from sor.core.personal_numbers import has_personal_number
from sor.core.text import Unfit, pass_text
from sor.core.typed_day import read_typed_day
from sor.desk.sites.category import DOCTORS, GROUPS, HOSPITALS, SiteCategory, find_category
from sor.register import Refused
from sor.rules.addresses import FORMS, LONGEST, SHORTEST, is_mailbox

TURNOVER, UNPAID, TEMPORARY, PARTNERSHIP = "turnover", "unpaid", "temporary", "partnership"
EXEMPTIONS = (TURNOVER, UNPAID, TEMPORARY, PARTNERSHIP)
"""Why a site need not be registered; told all the same."""

LARGEST_TURNOVER = 25_450
"""Kroner in a year, at the level of 2019: up to this a site is exempt (BEK 1257 of 2023-10-25)."""

MOST_PEOPLE = 9_999
LONGEST_NAME, LONGEST_REASON = 60, 500


class GivenSite(NamedTuple):
    """What is told of a site, as it was typed. staff: people by group. exemption: why it need not be registered; empty
    for a site that is. leadership: whether a hospital unit has a clinical leadership of its own.
    """

    unit: str
    from_day: str = ""
    staff: Mapping[str, str] = {}
    posts: str = ""
    leadership: bool = False
    exemption: str = ""
    turnover: str = ""
    reason: str = ""
    person_name: str = ""
    person_email: str = ""
    person_phone: str = ""


class SiteMistake(NamedTuple):
    """What cannot be taken. field: as GivenSite calls it, or ``staff.GROUP``."""

    field: str
    english: str
    danish: str


class FitSite(NamedTuple):
    """What was told, as it is kept. category: None for an exempt site. turnover: in whole kroner."""

    from_day: int
    staff: Mapping[str, int]
    posts: Decimal
    category: SiteCategory | None
    exemption: str
    reason: str
    person_name: str
    person_email: str
    person_phone: str


class MistakenSite(Refused):
    """What is told of a site and cannot be taken; mistakes: all of it, in the order of the form."""

    def __init__(self, mistakes: list[SiteMistake]) -> None:
        super().__init__(" ".join(one.english for one in mistakes), " ".join(one.danish for one in mistakes))
        self.mistakes = mistakes


def fit_site(given: GivenSite, sort: str, today: str) -> FitSite:
    """What was told, as it is kept. sort: of the place. today: the day where none is told. Raises MistakenSite."""
    mistakes: list[SiteMistake] = []
    day = read_typed_day(given.from_day or today)
    if day is None or not 19000101 <= parse_day(day) < OPEN:
        mistakes.append(SiteMistake(
            "from_day", f"'{given.from_day[:40]}' is no day. Write it as 2026-12-01.",
            f"»{given.from_day[:40]}« er ingen dag. Skriv den som 1.12.2026.",
        ))  # fmt: skip
    texts = {}
    for field, most in (
        ("reason", LONGEST_REASON),
        ("person_name", LONGEST_NAME),
        ("person_email", 200),
        ("person_phone", LONGEST),
    ):
        text, wrong = _pass_text(field, getattr(given, field), most)
        texts[field] = text
        mistakes += wrong
    staff: dict[str, int] = {}
    posts, category = Decimal(0), None
    if given.exemption:
        mistakes += _exempt(given, texts["reason"])
    else:
        staff, wrong = _staff(given.staff)
        posts, bad_posts = _posts(given, staff)
        mistakes += [*wrong, *bad_posts]
        if sort == HOSPITALS and not given.leadership:
            mistakes.append(SiteMistake(
                "leadership",
                "A hospital unit without a clinical leadership of its own is no site: it belongs to that of the unit"
                " that leads it. Register that one.",
                "En sygehusenhed uden egen klinisk ledelse er ikke et behandlingssted for sig: den hører til enheden,"
                " der leder den. Registrér den.",
            ))  # fmt: skip
        category = find_category(sort, staff, posts)
        if category is None and not wrong:
            mistakes.append(SiteMistake(
                f"staff.{GROUPS[0]}",
                "Tell how many of each group treat patients here, under your own CVR number. Where nobody does, it is"
                " no treatment site.",
                "Skriv, hvor mange af hver gruppe der behandler patienter her under jeres eget CVR-nummer. Er der"
                " ingen, er det ikke et behandlingssted.",
            ))  # fmt: skip
        mistakes += _person(texts)
    if mistakes or day is None:
        raise MistakenSite(mistakes)
    return FitSite(parse_day(day), staff, posts, category, given.exemption, texts["reason"], *(
        ("", "", "") if given.exemption else (texts["person_name"], texts["person_email"], texts["person_phone"])
    ))  # fmt: skip


def _staff(told: Mapping[str, str]) -> tuple[dict[str, int], list[SiteMistake]]:
    found: dict[str, int] = {}
    mistakes: list[SiteMistake] = []
    for group, typed in told.items():
        text = typed.strip()
        if group not in GROUPS:
            mistakes.append(SiteMistake(
                f"staff.{GROUPS[0]}", f"'{group[:40]}' is no group of staff. The groups are: {', '.join(GROUPS)}.",
                f"»{group[:40]}« er ingen personalegruppe. Grupperne er: {', '.join(GROUPS)}.",
            ))  # fmt: skip
        elif text and not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text) <= MOST_PEOPLE):
            mistakes.append(SiteMistake(
                f"staff.{group}", f"'{text[:20]}' is no number of people. Write a whole number, 0 to {MOST_PEOPLE}.",
                f"»{text[:20]}« er ikke et antal personer. Skriv et helt tal fra 0 til {MOST_PEOPLE}.",
            ))  # fmt: skip
        elif text and int(text):
            found[group] = int(text)
    return {group: found[group] for group in GROUPS if group in found}, mistakes


def _posts(given: GivenSite, staff: Mapping[str, int]) -> tuple[Decimal, list[SiteMistake]]:
    """How many posts the doctors and dentists fill; asked where they are several."""
    people = sum(staff.get(one, 0) for one in DOCTORS)
    text = given.posts.strip().replace(",", ".")
    if not text:
        lacking = SiteMistake(
            "posts", "Tell how many full-time posts the doctors and dentists fill together, such as 1.5.",
            "Skriv, hvor mange fuldtidsstillinger lægerne og tandlægerne tilsammen fylder, fx 1,5.",
        )  # fmt: skip
        return Decimal(0), [lacking] if people > 1 else []
    try:
        posts = Decimal(text) if len(text) < 10 and text.isascii() else Decimal(-1)
    except InvalidOperation:
        posts = Decimal(-1)
    exponent = posts.as_tuple().exponent  # a letter when it is no finite number
    if not isinstance(exponent, int) or exponent < -2 or not 0 < posts <= people:
        return Decimal(0), [SiteMistake(
            "posts",
            f"'{given.posts[:20]}' full-time posts cannot be filled by {people} doctors and dentists: write a number"
            f" above 0, at most {people}, such as 1.5.",
            f"»{given.posts[:20]}« fuldtidsstillinger kan ikke fyldes af {people} læger og tandlæger: skriv et tal over"
            f" 0 og højst {people}, fx 1,5.",
        )]  # fmt: skip
    return posts, []


def _exempt(given: GivenSite, reason: str) -> Iterator[SiteMistake]:
    """What is wrong with the notice of an exempt site."""
    if given.exemption not in EXEMPTIONS:
        yield SiteMistake(
            "exemption", f"'{given.exemption[:40]}' is no exemption. They are: {', '.join(EXEMPTIONS)}.",
            f"»{given.exemption[:40]}« er ingen undtagelse. De er: {', '.join(EXEMPTIONS)}.",
        )  # fmt: skip
        return
    if given.exemption == TURNOVER:
        text = "".join(given.turnover.split()).replace(".", "")
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            yield SiteMistake(
                "turnover", "Write the yearly turnover of the site in whole kroner, such as 18000.",
                "Skriv stedets årlige omsætning i hele kroner, fx 18.000.",
            )  # fmt: skip
        elif int(text) > LARGEST_TURNOVER:
            yield SiteMistake(
                "turnover",
                f"With a turnover of {int(text)} kr. the site is not exempt: the limit is {LARGEST_TURNOVER} kr. (2019"
                " level). Register it.",
                f"Med en omsætning på {int(text)} kr. er stedet ikke undtaget: grænsen er {LARGEST_TURNOVER} kr."
                " (2019-niveau). Registrér det.",
            )  # fmt: skip
    if not reason:
        yield SiteMistake(
            "reason", "Write in a sentence why the site is exempt; the supervising authority reads it.",
            "Skriv med en sætning, hvorfor stedet er undtaget; tilsynsmyndigheden læser den.",
        )  # fmt: skip


def _person(texts: Mapping[str, str]) -> Iterator[SiteMistake]:
    """What is wrong with the responsible person."""
    if not texts["person_name"]:
        yield SiteMistake(
            "person_name", "Write the name of the person who answers for the treatment.",
            "Skriv navnet på den, der er ansvarlig for behandlingen.",
        )  # fmt: skip
    if not is_mailbox(texts["person_email"]):
        yield SiteMistake(
            "person_email", f"'{texts['person_email'][:60]}' is no e-mail address. Write one, such as mail@example.dk.",
            f"»{texts['person_email'][:60]}« er ingen e-mailadresse. Skriv én, fx mail@example.dk.",
        )  # fmt: skip
    phone = texts["person_phone"]
    if phone and not (SHORTEST <= len(phone) <= LONGEST and FORMS["phone"].fullmatch(phone)):
        yield SiteMistake(
            "person_phone", f"'{phone[:40]}' is no telephone number. Write its digits, such as 70102030.",
            f"»{phone[:40]}« er intet telefonnummer. Skriv cifrene, fx 70102030.",
        )  # fmt: skip


def _pass_text(field: str, text: str, most: int) -> tuple[str, list[SiteMistake]]:
    """A text as the register keeps it, and what is wrong with it."""
    try:
        found = " ".join(pass_text(text, field).split())
    except Unfit as error:
        return "", [SiteMistake(field, str(error), error.danish)]
    if has_personal_number(found):
        return "", [SiteMistake(
            field, "A personal number (CPR) is never kept. Write it without.",
            "Et CPR-nummer må ikke stå her. Skriv det uden.",
        )]  # fmt: skip
    if len(found) > most or "<" in found or ">" in found:
        return "", [SiteMistake(
            field, f"Write at most {most} characters, without < and >.",
            f"Skriv højst {most} tegn, uden < og >.",
        )]  # fmt: skip
    return found, []
