"""Replacing: C7."""

from sor.rules.rule import make_reported_rule

SHOWN_ON_BOTH_SIDES = make_reported_rule(
    "C7",
    """Afløsningen {old} → {new} står kun på den ene af de to enheder.

    The succession {old} → {new} is shown by one of the two units only.

    Replaces and ReplacedBy are two views of one fact; it is kept.

    Source (D): documentation of SOR XML 1.0.0; nspop 99449774 (SORUS test protocol, Sept 2019), use case 4
    """,
)
