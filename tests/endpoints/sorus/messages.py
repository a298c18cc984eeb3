"""Messages of SORUS for tests of its doors: requests in an envelope, with a card of the tests' own STS."""

from itertools import count

from sor.formats.soap.sorus_choices import VERSIONS
from tests.access.dgws.messages import envelope, headers

REGION, HOSPITAL_PARENT = "90000012", "90000051000016000"
IDS = count(1)

ENTITY = (
    "<SorType>OU</SorType>"
    "<PostalAddressInformation><Stairway>A</Stairway><AddressPostal><StreetName>Skovbrynet</StreetName>"
    "<StreetBuildingIdentifier>12</StreetBuildingIdentifier><PostCodeIdentifier>8600</PostCodeIdentifier>"
    '<CountryIdentificationCode scheme="iso3166-alpha2">DK</CountryIdentificationCode></AddressPostal>'
    "<MunicipalityCode>0740</MunicipalityCode><CoordETRS89z32EMeasure>530000.5</CoordETRS89z32EMeasure>"
    "</PostalAddressInformation>"
    "<EntityName>Afsnit &amp; co</EntityName><EntityTypeIdentifier>309904001</EntityTypeIdentifier>"
    "<VirtualAddressInformation><TelephoneNumberIdentifier>86123456</TelephoneNumberIdentifier>"
    "</VirtualAddressInformation><ReportingLevelIndicator>false</ReportingLevelIndicator>"
    "<EanLocationCodeState>None</EanLocationCodeState><PatientsAdmittedIndicator>false</PatientsAdmittedIndicator>"
    "<AmbulantActivityIndicator>true</AmbulantActivityIndicator>"
    "<LocalAttributeCollection><LocalAttribute1>x</LocalAttribute1></LocalAttributeCollection>"
    "<ClinicalSpecialityCollection><ClinicalSpeciality><SpecialityCode>394594003</SpecialityCode>"
    "</ClinicalSpeciality></ClinicalSpecialityCollection>"
)


def request(operation: str, inside: str, version: int = 3) -> str:
    """The body of a request."""
    names = VERSIONS[version]
    return (
        f'<o:{operation} xmlns:o="{names.operations}" xmlns="{names.types}"><o:request>{inside}</o:request>'
        f"</o:{operation}>"
    )


def message(body: str, message_id: str = "") -> str:
    """A whole message with an id of its own."""
    return envelope(headers(message_id=message_id or f"message-{next(IDS)}"), body)


def creation(day: str = "2026-12-24", parent: str = HOSPITAL_PARENT, version: int = 3) -> str:
    """The body of a request that makes a unit."""
    entity = ENTITY.replace("<PostalAddress", f"<ParentSorIdentifier>{parent}</ParentSorIdentifier><PostalAddress", 1)
    return request("CreateSorEntity", f"<FromDate>{day}</FromDate><SorEntity>{entity}</SorEntity>", version)


def edit(code: str, day: str = "2027-02-01") -> str:
    """The body of a request that changes a unit."""
    asked = f"<FromDate>{day}</FromDate><SorIdentifier>{code}</SorIdentifier><SorEntity>{ENTITY}</SorEntity>"
    return request("EditSorEntity", asked)
