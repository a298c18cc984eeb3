"""Judging a whole register by the rule book, beside reading its file into claims: what an import pays for findings."""

import time
from collections.abc import Iterator

from bench import generated
from bench.table import Row
from sor.codes.bundle import bundled_claims
from sor.codes.names import CodeNames, periods_of
from sor.formats.recognise import read_file
from sor.rules import BOOK
from sor.rules.register_day import check_day
from sor.rules.unit_facts import facts_of

ROUNDS = 3


def rows(units: int) -> Iterator[Row]:
    """The first judgement, when it is not known yet which rules are about which units, and one after it."""
    lists = CodeNames(periods_of(bundled_claims()))
    started = time.process_time()
    delivery = read_file(generated.xml(units), lookups=lists)
    day = delivery.snapshot or 0
    facts = {claim.key: facts_of(claim, day) for claim in delivery.claims if claim.kind == "unit"}
    read = time.process_time() - started
    levels = lists.type_levels(day)
    judged = []
    for _ in range(ROUNDS):
        started = time.process_time()
        found = len(list(check_day(facts, levels, day)))
        judged.append(time.process_time() - started)
    told = f"{len(facts):,} units by {len(BOOK)} rules, {found:,} findings"
    for name, seconds in (("first", judged[0]), ("again", min(judged))):
        each = f"{seconds:.2f} s, {seconds / len(facts) * 1e6:.1f} µs a unit"
        ratio = seconds / read
        yield Row("rules", f"{told}: {name}", each, f"{read:.1f} s reading", f"{ratio:.2f}", "≤ 0.3", ratio <= 0.3)
