"""What the type checker says of mutants, told apart from what it says of how they are written."""

from pathlib import Path

from tools.mutant_types import catching

MADE = """
def x_f__mutmut_orig(a: int) -> int:
    return a

def x_f__mutmut_1(a: int) -> int:
    return None

def x_f__mutmut_2(a: int) -> int:
    return a
"""


def test_an_error_that_the_unchanged_function_has_as_well_catches_nothing(tmp_path: Path) -> None:
    file = tmp_path / "made.py"
    file.write_text(MADE)

    def error(line: int, message: str, code: str = "union-attr") -> dict[str, object]:
        return {"file": file.name, "line": line, "message": message, "code": code}

    caught = error(6, "got None", "return-value")
    assert list(catching([
        error(3, "of x_f__mutmut_orig"), error(9, "of x_f__mutmut_2"), caught, error(6, "a comment", "unused-ignore"),
        error(1, "outside of all functions"),
    ], tmp_path)) == [("x_f__mutmut_1", caught)]  # fmt: skip
