"""Who answers for what the register says of a place: RESP, told of places that lack somebody or have too many."""

from sor.rules.rule import make_reported_rule

MISSING = make_reported_rule(
    "RESP",
    """{name} ({key}) har ingen SOR-ansvarlig. Udpeg en.

    {name} ({key}) has no responsible person. Name one.

    A municipality and a region have one or two; an institution of a private owner has one and a deputy, itself or by
    one that stands above it.

    Source (D): Sundhedsdatastyrelsen, SOR for kommuner (one or two per municipality); the others are this project's
    """,
    case="missing",
)

THIRD = make_reported_rule(
    "RESP",
    """{name} ({key}) har {count} SOR-ansvarlige og stedfortrædere; højst to er mulige. Fjern dem, der er for mange.

    {name} ({key}) has {count} responsible persons and deputies; at most two are possible. Remove those too many.

    Nobody can name a third; one stands all the same when people were brought back by a change that was undone.

    Source (D): Sundhedsdatastyrelsen, SOR for kommuner (one or two per municipality); the others are this project's
    """,
    case="third",
)

SAME_ROLE = make_reported_rule(
    "RESP",
    """{name} ({key}) har {count} i samme rolle, men kan kun have én ansvarlig og én stedfortræder. Giv en af dem en
    anden rolle, eller fjern den.

    {name} ({key}) has {count} persons in the same role, and can have one responsible person and one deputy. Give one of
    them another role, or remove them.

    Only an owner that is a municipality or a region has two responsible persons; this one became another kind.

    Source: this project
    """,
    case="same role",
)
