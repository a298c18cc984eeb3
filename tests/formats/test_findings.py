"""What a reader finds is data: a rule, a subject, and the facts its sentence names."""

from sor.core.finding import Finding
from sor.formats import findings


def test_each_kind_of_finding_names_rule_subject_and_facts() -> None:
    warn = "warning"
    assert findings.unknown_type("1", "Rumstation", 20200101) == Finding(
        "T1", warn, "unit", "1", "type", {"value": "Rumstation"}, 20200101
    )
    assert findings.unknown_name("unit", "1", "specialities", "Astrologi", 20200101).rule == "X1"
    assert findings.unreadable("unit", "1", "postal_address", "P_X", "øst").facts == {"column": "P_X", "value": "øst"}
    assert findings.malformed_number("1", "579", 20200101).rule == "L4"
    assert findings.number_differs("579", "1", "2", {"network": "KMD"}).facts == {
        "unit": "1",
        "other": "2",
        "other_network": "KMD",
    }
