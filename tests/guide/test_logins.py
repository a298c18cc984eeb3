"""The guide of logins: its rows of providers are ones that the register takes."""

import re
from pathlib import Path

from sor.access.login.providers import read_providers
from sor.access.login.saml.forms import FORMS

GUIDE = Path(__file__).parents[2] / "docs/guide/logins.md"


ROWS = re.findall(r"```toml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)


def test_the_rows_are_taken(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "login.toml").write_text("".join(ROWS).replace("/run/secrets/mitid", str(tmp_path / "secret")), "utf-8")
    openid, saml = read_providers(str(tmp_path / "login.toml"))
    assert openid.claims.cvr == "nemlogin.cvr"
    assert {granted.role for granted in openid.roles.values()} == {"municipality", "authority"}
    assert saml.saml is not None
    assert saml.saml.name_forms == FORMS["oiosaml3"].name_forms


def test_the_table_of_forms_is_the_one_that_is_used() -> None:
    text = GUIDE.read_text("utf-8")
    for name, form in FORMS.items():
        (row,) = [line for line in text.splitlines() if line.startswith(f"| `{name}` |")]
        cells = [cell.strip() for cell in row.split("|")]
        assert cells[3] == ", ".join(f"`{one}`" for one in form.name_forms)
        assert cells[4] == ", ".join(form.levels)
