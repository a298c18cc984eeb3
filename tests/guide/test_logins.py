"""The guide of logins: its row of a provider is one that the register takes."""

import re
from pathlib import Path

from sor.access.login.providers import read_providers

GUIDE = Path(__file__).parents[2] / "docs/guide/logins.md"


def test_the_row_is_taken(tmp_path: Path) -> None:
    found = re.search(r"```toml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "login.toml").write_text(found[1].replace("/run/secrets/mitid", str(tmp_path / "secret")), "utf-8")
    (row,) = read_providers(str(tmp_path / "login.toml"))
    assert row.claims.cvr == "nemlogin.cvr"
    assert {granted.role for granted in row.roles.values()} == {"municipality", "authority"}
