"""What is wrong with a code, in both languages."""

import pytest

from sor.core.identifiers import location_number_problem, sor_code_problem
from sor.endpoints.web.kit.code_problems import problem_in_words
from sor.endpoints.web.kit.visit import visit_of
from sor.register import Register


@pytest.mark.parametrize(
    ("clause", "danish"),
    [
        (sor_code_problem("1175141000016000"), "kontrolcifferet er forkert"),
        (sor_code_problem("lægehus"), "en SOR-kode består kun af cifre"),
        (sor_code_problem("12"), "en SOR-kode er et løbenummer, 1000016, 00 og et kontrolciffer, højst 18 cifre"),
        (location_number_problem("12"), "et lokationsnummer har 13 cifre"),
        (location_number_problem("5799000000016"), "kontrolcifferet er forkert"),
        (None, None),
        ("something new", "something new"),
    ],
)
def test_a_problem_is_told_in_danish(register: Register, clause: str | None, danish: str | None) -> None:
    assert problem_in_words(clause, visit_of(register, "/", {})) == danish
