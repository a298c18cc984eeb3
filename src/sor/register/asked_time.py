"""The point in time that somebody asks about, as a text names it."""

from sor.core.day import OPEN, NotADay, end_of_day, parse_day
from sor.core.identifiers import is_digits
from sor.core.instant import TICK, parse_instant, write_instant
from sor.register.refused import BadTime
from sor.store import (
    log,
)
from sor.store.database import Connection


def find_known_serial(connection: Connection, known: str) -> int:
    """The serial that a time, a date or a serial as text names: the last one known then. Raises BadTime."""
    plain = known.removeprefix("@")
    if is_digits(plain) and len(plain) < 16:
        head = log.head_serial(connection)
        if int(plain) > head:
            raise BadTime(
                f"There is no serial {plain} yet; the last one is {head}.",
                f"Serienummer {plain} findes ikke endnu; det sidste er {head}.",
                "known",
            )
        if int(plain) == 0:
            raise BadTime("The first serial is 1.", "Det første serienummer er 1.", "known")
        return int(plain)
    try:
        instant = end_of_day(parse_day(known)) - TICK if len(known) == 10 else parse_instant(known)
    except (ValueError, OverflowError):
        raise BadTime(
            f"'{known}' is no time, date or serial. Write 2026-07-01, 2026-07-01T12:00 or @17.",
            f"'{known}' er hverken et tidspunkt, en dato eller et serienummer."
            " Skriv 2026-07-01, 2026-07-01T12:00 eller @17.",
            "known",
        ) from None
    serial = log.serial_known_at(connection, write_instant(instant))
    blurred = log.find_blurring_entry(connection, serial, write_instant(instant))
    if blurred is not None:
        raise BadTime(
            f"Entries were recorded ahead of their time until {blurred.recorded_at}, because the clock was wrong"
            f" before @{blurred.serial} set the day back: {known} cannot tell them apart. Ask by serial, such as"
            f" @{blurred.serial}.",
            f"Posteringer blev skrevet med tidspunkter forud for deres tid indtil {blurred.recorded_at}, fordi uret"
            f" gik forkert, før @{blurred.serial} satte dagen tilbage: {known} kan ikke skelne dem. Spørg med"
            f" serienummer, fx @{blurred.serial}.",
            "known",
        )
    if serial == 0:
        first = next(log.entries(connection, 0, limit=1), None)
        raise BadTime(
            f"This register knows nothing{f' before {first.known_at}' if first else ': it is empty'}.",
            f"Dette register ved intet{f' før {first.known_at}' if first else ': det er tomt'}.",
            "known",
        )
    return serial


def read_valid_day(text: str) -> int:
    """The day that a text names to be asked about. Raises BadTime."""
    try:
        day = parse_day(text)
    except NotADay as error:
        danish = f"'{text}' er ikke en dato. Skriv den som år-måned-dag, fx 2026-07-01."
        raise BadTime(str(error), danish, "valid") from None
    if day >= OPEN:
        english = f"{text} stands for 'no end' and is no day to ask about. Write an earlier one."
        raise BadTime(
            english, f"{text} betyder 'ingen slutdato' og kan der ikke spørges på. Skriv en tidligere.", "valid"
        )
    return day
