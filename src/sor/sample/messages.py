"""The message types that sorts of units receive and send, all of them MedCom's."""

from typing import NamedTuple


class Message(NamedTuple):
    """A message type: standard, version, format and the directions in which it is used."""

    standard: str
    version: str
    format: str
    directions: tuple[str, ...]


BOTH, IN, OUT = ("receive", "send"), ("receive",), ("send",)

LETTERS = (
    Message("DIS91", "D9134L", "EDIFACT", BOTH),
    Message("CTL03", "C0330Q", "EDIFACT", BOTH),
)

GENERAL_PRACTICE = (
    *LETTERS,
    Message("DIS01", "D0134L", "EDIFACT", IN),
    Message("RPT01", "R0131K", "EDIFACT", IN),
    Message("REF01", "H0131R", "EDIFACT", OUT),
    Message("PRE60", "R6031W", "EDIFACT", IN),
    Message("CareCommunication", "3.0", "FHIR", BOTH),
)

HOSPITAL = (
    Message("REF01", "H0131R", "EDIFACT", IN),
    Message("DIS01", "D0134L", "EDIFACT", OUT),
    Message("DIS91", "D9134L", "EDIFACT", BOTH),
    Message("HospitalNotification", "3.0", "FHIR", OUT),
)

MUNICIPAL_CARE = (
    Message("XREF15", "XH1530R", "OIOXML", IN),
    Message("XDIS20", "XD2030C", "OIOXML", IN),
    Message("XDIS16", "XD1634C", "OIOXML", OUT),
    Message("CareCommunication", "3.0", "FHIR", BOTH),
)
