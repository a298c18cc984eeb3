"""Rules that so many subjects of a file break that a code and a figure say too little: each with an example."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sor.core.finding import Finding
from sor.core.shapes import Fields
from sor.jobs.refusing import list_findings

LEAST, PER_CENT = 10, 10
"""So many subjects, and more than so many of those that the file lists."""


def frequent(
    findings: Iterable[Finding], seen: Mapping[str, Collection[str]], lines: Mapping[tuple[str, str], int | None]
) -> list[Fields]:
    """Each rule that more than a tenth of the subjects of a kind break, at least ten: how many of how many, and the
    first finding as it is listed. seen: what the file lists, per kind; lines: where it stands.
    """
    broken: dict[tuple[str, str], dict[str, Finding]] = defaultdict(dict)
    for finding in findings:
        broken[finding.rule, finding.kind].setdefault(finding.key, finding)
    found = []
    for (_, kind), subjects in sorted(broken.items()):
        keys = seen.get(kind, ())
        of = sum(key in keys for key in subjects)
        if of >= LEAST and of * 100 > len(keys) * PER_CENT:
            (first,) = list_findings([next(finding for key, finding in subjects.items() if key in keys)], lines)
            found.append({"subjects": of, "of": len(keys)} | first)
    return found
