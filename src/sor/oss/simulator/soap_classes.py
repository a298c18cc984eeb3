"""The classes of Organisation 6 that the simulator keeps: namespaces, attributes and relations, in schema order."""

from typing import NamedTuple

from sor.oss.simulator.objects import Kind
from sor.oss.simulator.soap_names import SAGDOK, STS

KEY = f"{{{SAGDOK}}}BrugervendtNoegleTekst"
LENGTHS = {"BrugervendtNoegleTekst": 50, "NoteTekst": 1024, "URNIdentifikator": 255}
"""Letters of a text at most; of all others 200."""

OF_UNIT = (
    "Adresser", "Ansatte", "Branche", "Enhedstype", "Opgaver", "Overordnet", "Produktionsenhed", "Skatteenhed",
    "Tilhoerer", "TilknyttedeBrugere", "TilknyttedeEnheder", "TilknyttedeFunktioner",
    "TilknyttedeInteressefaellesskaber", "TilknyttedeOrganisationer", "TilknyttedePersoner", "TilknyttedeItSystemer",
)  # fmt: skip
OF_ORGANISATION = (
    "Adresser", "Ansatte", "Branche", "Organisationstype", "Myndighed", "Myndighedstype", "TilknyttedeOpgaver",
    "Overordnet", "Produktionsenhed", "Skatteenhed", "Tilhoerer", "TilknyttedeBrugere", "TilknyttedeEnheder",
    "TilknyttedeFunktioner", "TilknyttedeInteressefaellesskaber", "TilknyttedeOrganisationer", "TilknyttedePersoner",
    "TilknyttedeItSystemer", "Virksomhed", "Virksomhedstype",
)  # fmt: skip
DYNAMIC = frozenset({"Adresser", "Opgaver"})
"""Relations with a role, a type and an index."""

SINGLE = frozenset(
    {
        "Branche", "Enhedstype", "Overordnet", "Produktionsenhed", "Skatteenhed", "Tilhoerer", "Organisationstype",
        "Myndighed", "Myndighedstype", "Virksomhed", "Virksomhedstype",
    }
)  # fmt: skip
"""Relations of which there is one at most."""


class SoapClass(NamedTuple):
    """A class. element: of an object of it. attributes: the qualified names of what an Egenskab holds. has_state:
    whether it has Gyldighed.
    """

    kind: Kind
    element: str
    attributes: tuple[str, ...]
    relations: tuple[str, ...] = ()
    has_state: bool = False

    @property
    def namespace(self) -> str:
        """Its namespace."""
        return f"http://stoettesystemerne.dk/organisation/{self.kind}/6/"

    @property
    def path(self) -> str:
        """Where its service is."""
        return f"/organisation/{self.kind}/6"


CLASSES = {
    one.kind: one
    for one in (
        SoapClass("organisationenhed", "OrganisationEnhed", (KEY, f"{{{SAGDOK}}}EnhedNavn"), OF_UNIT, has_state=True),
        SoapClass(
            "organisation", "Organisation", (KEY, f"{{{SAGDOK}}}OrganisationNavn"), OF_ORGANISATION, has_state=True
        ),
        SoapClass("adresse", "Adresse", (KEY, f"{{{STS}}}AdresseTekst")),
        SoapClass(
            "virksomhed", "Virksomhed",
            (KEY, *(f"{{{STS}}}{name}Tekst" for name in ("CVR-Nummer", "SE-Nummer", "P-Nummer", "Navn"))),
        ),
        SoapClass(
            "myndighed", "Myndighed",
            (KEY, *(f"{{{STS}}}{name}" for name in ("CVR-NummerTekst", "NavnTekst", "MyndighedsKode"))),
        ),
    )
}  # fmt: skip
"""By kind. There are no people: bruger, person and organisationfunktion are not served."""
