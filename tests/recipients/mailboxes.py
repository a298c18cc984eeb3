"""A few invented units that send and receive, for the tests of the recipient finder: practices, hospitals, specialists.

The day is 21 November 2026. Practice and its neighbours lie in 9700 Brønderslev (0810) and 9800 Hjørring (0860), both
in Nordjylland (1081); the far hospital lies in Aarhus.
"""

from typing import Any

from sor.core.identifiers import sor_code
from sor.core.subject import succession_key
from sor.register import MASTER, Register, Submission
from sor.store.append import LineDraft
from sor.store.database import Database
from tests.endpoints.web.small_register import NOW, message, number, says, unit

PRACTICE_OWNER, PRACTICE, DOCTOR = (sor_code(9_000_401 + n) for n in range(3))
REGION, NEAR_HOSPITAL, NEAR_WARD, OLD_WARD = (sor_code(9_000_411 + n) for n in range(4))
FAR_REGION, FAR_HOSPITAL = sor_code(9_000_421), sor_code(9_000_422)
SKIN_TOWN, SKIN_NEXT, SKIN_SILENT = (sor_code(9_000_431 + n) for n in range(3))
ASLEEP, INWARD = sor_code(9_000_441), sor_code(9_000_442)

PRACTICE_GLN, NEAR_GLN, WARD_GLN, FAR_GLN = "5799000001012", "5799000001029", "5799000001036", "5799000001043"
TOWN_GLN, NEXT_GLN, SILENT_GLN = "5799000001050", "5799000001067", "5799000001074"
ASLEEP_GLN, INWARD_GLN = "5799000001081", "5799000001098"

GENERAL, SKIN, EYES = "408443003", "394582007", "394594003"

BRONDERSLEV = {"street": "Østergade", "building": "1", "postcode": "9700", "district": "Brønderslev",
               "municipality": "0810", "country": "DK"}  # fmt: skip
HJORRING = {"street": "Bispensgade", "building": "37", "postcode": "9800", "district": "Hjørring",
            "municipality": "0860", "country": "DK"}  # fmt: skip
DRONNINGLUND = {"street": "Slotsgade", "building": "5", "postcode": "9330", "district": "Dronninglund",
                "municipality": "0810", "country": "DK"}  # fmt: skip
AARHUS = {"street": "Klitvej", "building": "1", "postcode": "8000", "district": "Aarhus C", "municipality": "0751",
          "country": "DK", "east": 574800.0, "north": 6223500.0}  # fmt: skip
AT_PRACTICE = {"east": 557481.0, "north": 6347032.0}
THREE_KM_OFF = {"east": 560481.0, "north": 6347032.0}
NORTH = {"east": 557000.0, "north": 6368000.0}


def lone(code: str, gln: str, name: str, place: dict[str, Any], speciality: str, *, takes: bool, **facts: Any) -> Any:
    """A practice of one unit with its own number, that receives referrals (REF06) or does not."""
    lines = [
        unit(code, 20200101, level="IO", name=name, type="550891000005100", postal_address=place,
             location={"state": "Own", "number": gln}, specialities=[{"code": speciality, "main": True}]),
        number(gln, 20200101, **({"active": True, "internal": False} | facts)),
    ]  # fmt: skip
    return [*lines, message(gln, "REF06", "H0631R", "receive", 20200101)] if takes else lines


def lines() -> list[LineDraft]:
    """Everyone."""
    practice = [
        unit(PRACTICE_OWNER, 20180101, level="IO", name="Lægerne Nørrebro ApS", type="550891000005100", cvr="99000023",
             postal_address=BRONDERSLEV | AT_PRACTICE, location={"state": "Own", "number": PRACTICE_GLN}),
        unit(PRACTICE, 20180101, level="HI", name="Lægerne ved Broen", type="394761003", parent=PRACTICE_OWNER,
             location={"state": "Inherited"}),
        unit(DOCTOR, 20180101, level="OU", name="Lægerne ved Broen, konsultation", type="255203001", parent=PRACTICE,
             location={"state": "Inherited"}, specialities=[{"code": GENERAL, "main": True}]),
        number(PRACTICE_GLN, 20180101, active=True, internal=False),
        message(PRACTICE_GLN, "REF01", "H0131R", "send", 20180101),
        message(PRACTICE_GLN, "REF06", "H0631R", "send", 20180101),
        message(PRACTICE_GLN, "DIS91", "D9134L", "send", 20180101),
        message(PRACTICE_GLN, "DIS91", "D9134L", "receive", 20180101),
    ]  # fmt: skip
    hospitals = [
        unit(REGION, 20070101, level="IO", name="Region Nord", type="550881000005103", location={"state": "None"},
             postal_address=HJORRING | NORTH),
        unit(NEAR_HOSPITAL, 20070101, level="HI", name="Nordsygehuset", type="22232009", parent=REGION,
             location={"state": "Own", "number": NEAR_GLN}),
        unit(NEAR_WARD, 20070101, level="OU", name="Øjenafdelingen", type="550851000005109", parent=NEAR_HOSPITAL,
             location={"state": "Own", "number": WARD_GLN}, specialities=[{"code": EYES, "main": True}]),
        unit(OLD_WARD, 20070101, gone=20260101, level="OU", name="Øjenklinikken", type="550851000005109",
             parent=NEAR_HOSPITAL, location={"state": "Inherited"}),
        LineDraft("succession", succession_key(OLD_WARD, NEAR_WARD),
                  [says("open", 20260101, True), says("replaces", 20260101, True), says("replaced_by", 20260101, True)],
                  before={}),
        number(NEAR_GLN, 20070101, active=True),
        number(WARD_GLN, 20070101, active=True),
        message(NEAR_GLN, "REF01", "H0131R", "receive", 20190101),
        message(WARD_GLN, "REF01", "H0130R", "receive", 20190101, 20270101),
        unit(FAR_REGION, 20070101, level="IO", name="Region Midt", type="550881000005103", location={"state": "None"},
             postal_address=AARHUS),
        unit(FAR_HOSPITAL, 20070101, level="HI", name="Byens Hospital", type="22232009", parent=FAR_REGION,
             location={"state": "Own", "number": FAR_GLN}),
        number(FAR_GLN, 20070101, active=True),
        message(FAR_GLN, "REF01", "H0131R", "receive", 20190101),
    ]  # fmt: skip
    return [
        *practice, *hospitals,
        *lone(SKIN_TOWN, TOWN_GLN, "Hudklinikken i byen", BRONDERSLEV | THREE_KM_OFF, SKIN, takes=True),
        *lone(SKIN_NEXT, NEXT_GLN, "Hudklinikken i Dronninglund", DRONNINGLUND, SKIN, takes=True),
        *lone(SKIN_SILENT, SILENT_GLN, "Øjenlæge uden edb", BRONDERSLEV, EYES, takes=False),
        *lone(ASLEEP, ASLEEP_GLN, "Hudklinikken, der sover", BRONDERSLEV, SKIN, takes=True, active=False),
        *lone(INWARD, INWARD_GLN, "Hudklinikken, kun intern", BRONDERSLEV, SKIN, takes=True, internal=True),
    ]  # fmt: skip


def fill(register: Register) -> Register:
    """Load everyone."""
    register.init(MASTER, demo=True)
    register.submit(Submission(lines(), "founder", "import", "first load"))
    return register


def mailboxes(database: Database) -> Register:
    """The register in a new database."""
    return fill(Register(database, lambda: NOW))
