"""A caller of SORUS in its sandbox, without server and card: its requests are read, decided, answered and noticed."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import count
from typing import Any

from lxml import etree

from sor.access.dgws.checks import Caller
from sor.certification.protocols import Certification
from sor.endpoints.soap.door import Admitted
from sor.endpoints.sorus.door import SorusAnswering
from sor.formats.soap import sorus
from sor.formats.soap.envelope import ENVELOPE
from sor.formats.soap.sorus_choices import VERSIONS
from sor.formats.soap.sorus_tables import REQUESTS
from sor.formats.xml_tables.elements import Part
from sor.jobs.sandbox import prepare
from sor.register import Register
from sor.sample.sandbox import DEPARTMENT, OTHER_DEPARTMENT, WARD, WARD_WITH_NUMBER, Sandbox
from sor.settings import read_settings

CVR = "98765433"
BOX = Sandbox(CVR)
A, B, A1, A2 = (BOX.code(place) for place in (DEPARTMENT, OTHER_DEPARTMENT, WARD, WARD_WITH_NUMBER))
DAY, LATER, LAST = "2026-12-01", "2027-02-01", "2027-06-30"


class SandboxCaller:
    """Sends requests as zeep takes them: by element, in any order."""

    def __init__(self, register: Register, version: int = 3, **settings: str) -> None:
        self.register = register
        self.certification = Certification(register)
        self._version = VERSIONS[version]
        self._answering = SorusAnswering(register, read_settings(settings, demo=True), self._version)
        self._messages = count(1)

    def __call__(self, operation: str, message_id: str = "", **request: Any) -> Any:
        """The result's element, with namespaces left off."""
        inside = written(REQUESTS[operation], request)
        names = self._version
        text = (
            f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body><o:{operation} xmlns:o="{names.operations}"'
            f' xmlns="{names.types}"><o:request>{inside}</o:request></o:{operation}></e:Body></e:Envelope>'
        )
        call = sorus.contract(names).parse(text.encode())
        message_id = message_id or f"message-{next(self._messages)}"
        who = Caller(CVR, "Demo", "Demo", "", 3, "card", "demo", message_id, None)
        return etree.fromstring(self._answering(call, Admitted(who)).body)[0]

    def code(self, operation: str, **request: Any) -> str:
        """The result code of a call."""
        return self(operation, **request).findtext("{*}ErrorCode") or ""

    def made(self, entity: Mapping[str, Any], parent: str = B) -> str:
        """The code of a new unit."""
        found = self("CreateSorEntity", FromDate=DAY, SorEntity={**entity, "ParentSorIdentifier": parent})
        code = found.findtext("{*}SorEntity/{*}SorIdentifier")
        assert code is not None, etree.tostring(found)
        return str(code)

    def ticked(self) -> list[str]:
        """The cases that are ticked."""
        return [line.case.key for line in self.certification.protocol(CVR) if line.is_ticked]

    def why(self, case: str, language: str = "en") -> list[str]:
        """Why a case is not ticked."""
        (line,) = (line for line in self.certification.protocol(CVR) if line.case.key == case)
        return [miss.sentence(language) for miss in line.misses()]


def in_sandbox(register: Register) -> SandboxCaller:
    """A caller with a new sandbox in a demo register."""
    prepare(register, CVR, "test")
    return SandboxCaller(register)


def written(parts: Sequence[Part], values: Any) -> str:
    """Elements in the contract's order."""
    found = []
    for part in parts:
        given = values.get(part.name)
        for one in given if isinstance(given, list) else [] if given is None else [given]:
            inside = written(part.inside, one) if part.inside else escape(_text(one))
            found.append(f"<{part.name}>{inside}</{part.name}>")
    return "".join(found)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def mandatory(name: str, state: str = "None") -> dict[str, Any]:
    """What a hospital's unit must be sent with."""
    return {
        "SorType": "OU", "EntityName": name, "EntityTypeIdentifier": "309904001", "EanLocationCodeState": state,
        "ReportingLevelIndicator": False, "PatientsAdmittedIndicator": False, "AmbulantActivityIndicator": True,
    }  # fmt: skip


def address(street: str) -> dict[str, Any]:
    """An address in the sandbox's town."""
    parts = {"StreetName": street, "StreetBuildingIdentifier": "1", "PostCodeIdentifier": "8600"}
    return {"AddressPostal": {**parts, "DistrictName": "Silkeborg"}}


def number(code: str, note: str = "Postkasse") -> dict[str, Any]:
    """A location number with its data."""
    return {
        "EanLocationCode": code, "OnlyInternalIndicator": False, "NonActiveIndicator": False, "SystemSupplier": "162",
        "SystemTypeIdentifier": "225", "CommunicationSupplier": "41000035001", "RegionCode": "1082",
        "EdiAdministrator": "1", "SorNote": note,
    }  # fmt: skip


def everything(name: str, code: str) -> dict[str, Any]:
    """All that applies to a hospital's unit."""
    return mandatory(name, "Own") | {
        "PostalAddressInformation": address("Skovbrynet"), "VisitingAddressInformation": address("Bagvejen"),
        "ActivityAddressInformation": address("Torvet"), "EanLocationCodeEntity": number(code), "LocalCode": "A1",
        "VirtualAddressInformation": {"TelephoneNumberIdentifier": "86123456"},
        "LocalAttributeCollection": {"LocalAttribute1": "x"},
        "ClinicalSpecialityCollection": {"ClinicalSpeciality": [{"SpecialityCode": "394594003"}]},
    }  # fmt: skip


def without(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Some elements left out."""
    return {name: value for name, value in values.items() if name not in names}
