"""OrganisationHent, version 1: the types and names that KOMBIT publishes, told here in words of our own."""

import re
from datetime import datetime

from graphql import GraphQLError, GraphQLScalarType, GraphQLSchema, StringValueNode, ValueNode, build_schema

TYPES = """
scalar KLE
scalar CPR
scalar CVR
scalar UUID
scalar DateTime
scalar Cursor

directive @PersonDataConstraint(constraint: PersonDataConstraintType!) on FIELD_DEFINITION
enum PersonDataConstraintType { SENAVN SECPR }
enum TilstandStatus { AKTIV INAKTIV }

type OrganisationEnhedConnection { edges: [OrganisaionEnhedEdge] pageInfo: PageInfo! }
type OrganisaionEnhedEdge { cursor: Cursor node: OrganisationEnhed! }
type BrugerConnection { edges: [BrugerEdge] pageInfo: PageInfo! }
type BrugerEdge { cursor: Cursor node: Bruger! }
type PageInfo { startCursor: Cursor endCursor: Cursor hasNextPage: Boolean! hasPreviousPage: Boolean! }

type Myndighed { uuid: UUID! myndighedskode: String! }
type Virksomhed { uuid: UUID! cvrNummerTekst: CVR! }
type Organisation {
  uuid: UUID!
  organisationsnavn: String!
  brugervendtNoegle: String!
  myndighed: Myndighed
  virksomhed: Virksomhed!
  organisationEnhed: OrganisationEnhed!
}
type OrganisationEnhed {
  uuid: UUID!
  enhedsnavn: String!
  brugervendtNoegle: String
  underliggendeEnheder: [OrganisationEnhed!]!
  overordnetEnhed: OrganisationEnhed
  tilstand: Tilstand!
  tilhoerer: Organisation!
  adresser(rolle: [UUID!]): [Adresse!]!
  opgaver: [Opgave!]!
  itSystemer: [ItSystem!]!
  medlemskaber(rolle: [UUID!]): [OrganisationEnhedMedlemskab!]!
  henvendelsessteder: [Henvendelsessted!]!
}
type Henvendelsessted {
  uuid: UUID!
  navn: String!
  henvendelsesOrganisationEnhed: OrganisationEnhed!
  opgave: Opgave
}
type Bruger {
  uuid: UUID!
  brugernavn: String!
  brugervendtNoegle: String
  brugerTypeUuid: UUID
  brugerTypeTitel: String
  tilstand: Tilstand!
  person: Person
  adresser(rolle: [UUID!]): [Adresse!]!
  harMedlemskab(rolle: [UUID!]): [BrugerMedlemskab!]!
}
type Person {
  uuid: UUID!
  navn: String @PersonDataConstraint(constraint: SENAVN)
  brugervendtNoegle: String
  cpr: CPR @PersonDataConstraint(constraint: SECPR)
}
type Adresse {
  uuid: UUID!
  adresseTekst: String!
  brugervendtNoegle: String
  adresseRolleTitel: String
  klassifikation: KlassifikationRelation!
}
type Opgave {
  uuid: UUID!
  kleEmneNummer: KLE
  kleEmneTitel: String
  opgaveRolleTitel: String
  klassifikation: KlassifikationRelation
}
type ItSystem { uuid: UUID! itSystemNavn: String }
type Tilstand { status: TilstandStatus! fraTidspunkt: DateTime tilTidspunkt: DateTime }
type KlassifikationRelation { type: UUID! rolle: UUID! indeks: String! }
interface Medlemskab {
  uuid: UUID!
  medlemskabRolleTitel: String
  brugervendtNoegle: String
  funktionsTypeUuid: UUID
  funktionsTypeTitel: String
  start: DateTime
  slut: DateTime
}
type BrugerMedlemskab implements Medlemskab {
  uuid: UUID!
  medlemskabRolleTitel: String
  brugervendtNoegle: String
  funktionsTypeUuid: UUID
  funktionsTypeTitel: String
  start: DateTime
  slut: DateTime
  medlemAf: OrganisationEnhed
}
type OrganisationEnhedMedlemskab implements Medlemskab {
  uuid: UUID!
  medlemskabRolleTitel: String
  brugervendtNoegle: String
  funktionsTypeUuid: UUID
  funktionsTypeTitel: String
  start: DateTime
  slut: DateTime
  bruger: Bruger
}
input KleFilter { rolle: UUID kleNummer: [KLE!]! }
input AdresseRolleFilter { rolle: UUID! tekst: String! }
input PersonFilter { navn: String cpr: CPR }
input BrugerFilter {
  brugernavn: String
  adresseRolleFilter: AdresseRolleFilter
  brugerTypeUuid: UUID
  personFilter: PersonFilter
}
type Query {
  organisation(cvr: CVR!): Organisation
  organisationEnhedListe(
    cvr: CVR!, status: TilstandStatus!, opgaver: KleFilter, itSystemer: [UUID!],
    first: Int, last: Int, after: Cursor, before: Cursor
  ): OrganisationEnhedConnection
  organisationEnhed(uuid: [UUID!]!): [OrganisationEnhed]
  bruger(uuid: [UUID!]!): [Bruger]
  brugerListe(
    cvr: CVR!, status: TilstandStatus!, brugerFilter: BrugerFilter,
    first: Int, last: Int, after: Cursor, before: Cursor
  ): BrugerConnection
}
"""

SHAPES = {
    "KLE": r"\*|\d{2}(\.\d{2}(\.\d{2})?)?\*?|\d{2}\.(\d{2}\.)?\*",
    "CPR": r"\d{10}",
    "CVR": r"\d{8}",
    "UUID": r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    "Cursor": r"[A-Za-z0-9+/=_-]+",
}
"""What a text of each scalar looks like."""


def schema() -> GraphQLSchema:
    """The schema, its scalars checked where they come in."""
    made = build_schema(TYPES)
    for name, shape in SHAPES.items():
        scalar = made.type_map[name]
        if isinstance(scalar, GraphQLScalarType):
            _check(scalar, name, re.compile(shape))
    return made


def _check(scalar: GraphQLScalarType, name: str, shape: re.Pattern[str]) -> None:
    def parse_value(value: object) -> str:
        if not isinstance(value, str) or not shape.fullmatch(value):
            raise GraphQLError(f"{str(value)[:60]!r} is not a valid {name}")
        return value

    def of_literal(node: ValueNode, _: object = None) -> str:
        return parse_value(node.value if isinstance(node, StringValueNode) else "")

    for kind in ("value", "input_value"):
        if hasattr(scalar, f"parse_{kind}"):
            setattr(scalar, f"parse_{kind}", parse_value)
    for kind in ("literal", "const_value"):
        if hasattr(scalar, f"parse_{kind}"):
            setattr(scalar, f"parse_{kind}", of_literal)
    for kind in ("coerce_input_value",):
        if hasattr(scalar, kind):
            setattr(scalar, kind, parse_value)


def written_time(moment: datetime | None) -> str | None:
    """A DateTime; infinity is null."""
    return None if moment is None else moment.isoformat()
