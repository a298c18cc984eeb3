"""What a reader finds is data: a rule, a subject, and the facts its sentence names."""

from sor.core.finding import Finding
from sor.formats import findings


def test_each_kind_of_finding_names_rule_subject_and_facts() -> None:
    assert findings.unknown_name("unit", "1", "specialities", "Astrologi", 20200101) == Finding(
        "X1", "warning", "unit", "1", "specialities", {"value": "Astrologi"}, 20200101
    )
    assert findings.unreadable("unit", "1", "postal_address", "P_X", "øst").facts == {"column": "P_X", "value": "øst"}
    assert findings.number_differs("579", "1", "2", {"network": "KMD"}).facts == {
        "unit": "1",
        "other": "2",
        "other_network": "KMD",
    }
