"""What a unit says of itself that SHAK said by the shape of its codes."""

from sor.reading.hospital_marks import HospitalMarks, read_marks


def test_what_is_told_is_read_and_nothing_else() -> None:
    assert read_marks({}) == HospitalMarks(None, None, None, None)
    told = {"organisational_level": "afdeling", "patients_admitted": False, "reporting_level": True, "name": "x"}
    assert read_marks(told) == HospitalMarks("afdeling", False, None, True)
    assert read_marks({"organisational_level": None, "ambulant_activity": True}).ambulant_activity is True


def test_units_that_say_the_same_share_what_is_kept_of_them() -> None:
    assert read_marks({"patients_admitted": True}) is read_marks({"patients_admitted": True, "name": "y"})
    assert read_marks({"patients_admitted": True}) is not read_marks({"ambulant_activity": True})
