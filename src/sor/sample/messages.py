"""The message types that sorts of units receive and send, all of them MedCom's."""

from typing import NamedTuple


class SampleMessage(NamedTuple):
    """A message type: standard, version, format and the directions in which it is used."""

    standard: str
    version: str
    format: str
    directions: tuple[str, ...]


BOTH, IN, OUT = ("receive", "send"), ("receive",), ("send",)

LETTERS = (
    SampleMessage("DIS91", "D9134L", "EDIFACT", BOTH),
    SampleMessage("CTL03", "C0330Q", "EDIFACT", BOTH),
)

GENERAL_PRACTICE = (
    *LETTERS,
    SampleMessage("DIS01", "D0134L", "EDIFACT", IN),
    SampleMessage("RPT01", "R0131K", "EDIFACT", IN),
    SampleMessage("REF01", "H0131R", "EDIFACT", OUT),
    SampleMessage("PRE60", "R6031W", "EDIFACT", IN),
    SampleMessage("CareCommunication", "3.0", "FHIR", BOTH),
)

HOSPITAL = (
    SampleMessage("REF01", "H0131R", "EDIFACT", IN),
    SampleMessage("DIS01", "D0134L", "EDIFACT", OUT),
    SampleMessage("DIS91", "D9134L", "EDIFACT", BOTH),
    SampleMessage("HospitalNotification", "3.0", "FHIR", OUT),
)

MUNICIPAL_CARE = (
    SampleMessage("XREF15", "XH1530R", "OIOXML", IN),
    SampleMessage("XDIS20", "XD2030C", "OIOXML", IN),
    SampleMessage("XDIS16", "XD1634C", "OIOXML", OUT),
    SampleMessage("CareCommunication", "3.0", "FHIR", BOTH),
)
