"""Codes under each other's name, told by lists and by what else a file says."""

from sor.codes.bundle import bundled_claims
from sor.codes.names import CodeNames, periods_of
from sor.core.claim import Claim, Piece
from sor.core.day import OPEN
from sor.core.shapes import Value
from sor.jobs.plausible_codes import CodesStated

SINCE = 20200101


def claim(kind: str, key: str, line: int = 0, life: tuple[int, int] = (SINCE, OPEN), **values: Value) -> Claim:
    return Claim(kind, key, frozenset(values), [Piece(SINCE, OPEN, values)], [life], line=line)


def odd_in(*claims: Claim, known_shak: tuple[str, ...] = ()) -> list[str]:
    stated = CodesStated(CodeNames(periods_of(bundled_claims())))
    for one in claims:
        stated.take(one)
    return [one.what for one in stated.odd(lambda: known_shak) if one.is_suspicious]


LISTED = [claim("code", f"system_type_v2/{n}") for n in range(20)]
LISTED += [claim("code", f"system_supplier_v2/{n}") for n in range(50, 70)]


def test_lists_that_come_with_the_file_tell_codes_under_each_other_s_name() -> None:
    right = [claim("location_number", str(n), system_type=str(n), system_supplier=str(n + 50)) for n in range(20)]
    wrong = [claim("location_number", str(n), system_type=str(n + 50), system_supplier=str(n)) for n in range(20)]
    assert odd_in(*LISTED, *right) == []
    assert odd_in(*right) == [], "what no list has is nobody's"
    assert odd_in(*wrong, *LISTED) == [
        "values of system type of the list for system supplier, which are not on its own",
        "values of system supplier of the list for system type, which are not on its own",
    ]


def test_six_digits_whose_hospital_nobody_knows_are_ydernumre() -> None:
    numbers = [claim("unit", str(n), shak=f"{204404 + n * 791:06}") for n in range(30)]
    assert odd_in(*numbers) == [
        "SHAK codes of six digits, of departments of hospitals that nobody knows, as ydernumre would be"
    ]
    departments = [claim("unit", str(n), shak=f"130{n % 3}{n:02}") for n in range(30)]
    assert odd_in(*departments) == [], "departments share their hospitals"
    assert odd_in(*numbers, known_shak=tuple(f"{204404 + n * 791:06}"[:4] for n in range(30))) == []


def test_names_of_units_tell_indicators_under_each_other_s_name() -> None:
    def units(wards_admit: bool) -> list[Claim]:
        return [
            claim("unit", f"{n}{name}", name=name, patients_admitted=wards_admit == (name == "Sengeafsnit A"),
                  ambulant_activity=wards_admit == (name != "Sengeafsnit A"))
            for n in range(12) for name in ("Sengeafsnit A", "Øjenambulatorium")
        ]  # fmt: skip

    assert odd_in(*units(True)) == []
    assert odd_in(*units(False)) == [
        "units named for patients admitted that are said to have none",
        "units named for ambulant activity that are said to have none",
    ]


def test_a_successor_that_is_older_was_the_one_replaced() -> None:
    lives = [claim("unit", f"o{n}", life=(20100101, 20200101)) for n in range(12)]
    lives += [claim("unit", f"n{n}", life=(20200101, OPEN)) for n in range(12)]
    assert odd_in(*lives, *(claim("succession", f"o{n}>n{n}") for n in range(12))) == []
    assert odd_in(*lives, *(claim("succession", f"n{n}>o{n}") for n in range(12))) == [
        "successions whose new unit is older than the one that it replaces"
    ]


def test_mail_from_the_domain_of_a_region_is_no_fault() -> None:
    def units(by: int) -> list[Claim]:
        return [
            claim("unit", str(n), n, virtual_address={"email": f"a@k{(n + by) % 30}.example",
                  "website": f"https://www.k{n}.example"}) for n in range(30)
        ]  # fmt: skip

    of_region = [
        claim("unit", str(n), n, virtual_address={"email": "a@region.example", "website": f"www.k{n}.example"})
        for n in range(30)
    ]
    assert odd_in(*units(0)) == odd_in(*of_region) == []
    assert odd_in(*units(1)) == ["e-mail addresses whose domain is the web site of the row beside theirs"]
