"""Invented names, and domains made of them."""

from random import Random

import pytest

from sor.sample import names


def test_the_same_chance_gives_the_same_names() -> None:
    first, second = Random(3), Random(3)
    for make in (names.person, names.street, names.place, names.quarter):
        assert make(first) == make(second)


def test_a_person_has_a_first_name_and_a_surname() -> None:
    assert len(names.person(Random(1)).split(" ")) == 2


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("Lægehuset Åkandebo", "laegehuset-aakandebo.example"),
        ("Øjenlægerne Solhøj, Viborg", "oejenlaegerne-solhoej.example"),
        ("Apotek", "apotek.example"),
    ],
)
def test_domains_belong_to_nobody(name: str, domain: str) -> None:
    assert names.domain(name) == domain
