"""`sor settings`: every setting with its meaning, whom the register trusts, what production lacks; `sor verify`."""

import json
import sqlite3
from pathlib import Path

from click.testing import CliRunner, Result

from sor.access.dgws.issuing import new_identity
from sor.cli import main
from sor.settings import SETTINGS


def settings(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, ["settings", *arguments], env=environment)


def test_every_setting_is_listed_with_its_meaning() -> None:
    rows = json.loads(settings("--json").output)
    assert [(row["name"], row["meaning"]) for row in rows] == [(one.name, one.meaning) for one in SETTINGS]


def test_production_says_what_is_missing() -> None:
    told = settings(SOR_MODE="production")
    assert told.exit_code == 0
    assert "Missing: SOR_STS_CERTIFICATES is not set: no ID card can be trusted" in told.output
    rows = json.loads(settings("--json", SOR_MODE="production").output)
    assert [row["name"] for row in rows if row["missing"]] == ["SOR_STS_CERTIFICATES"]
    assert "Missing" not in settings().output


def test_it_says_whom_the_register_trusts(tmp_path: Path) -> None:
    (tmp_path / "nsp.pem").write_text(new_identity("NSP-STS").certificate)
    told = settings(SOR_MODE="production", SOR_STS_CERTIFICATES=str(tmp_path))
    assert "Trusted STS: nsp, CN=NSP-STS, until 2100-01-01." in told.output
    assert "Missing" not in told.output


def test_certificates_that_cannot_be_used_are_told() -> None:
    told = settings(SOR_STS_CERTIFICATES="/nowhere")
    assert (told.exit_code, told.output) == (
        1,
        "sor: SOR_STS_CERTIFICATES: /nowhere is neither a file nor a folder.\n",
    )


def test_what_logins_by_saml_lack_is_said(tmp_path: Path) -> None:
    row = 'id = "a"\nissuer = "https://idp.example"\nclient_id = "https://sor.example"\nname_da = "A"\nname_en = "A"\n'
    table = tmp_path / "login.toml"
    table.write_text(f'[[provider]]\n{row}[provider.saml]\nform = "oiosaml3"\nmetadata_file = "/etc/sor/a.xml"\n')
    lacks = {"SOR_MODE": "production", "SOR_LOGIN": str(table)}
    assert "Missing: SOR_LOGIN names a provider of SAML, and SOR_PUBLIC_URL is not set." in settings(**lacks).output
    lacks["SOR_PUBLIC_URL"] = "https://sor.example"
    assert "Missing: SOR_SAML_KEYS is not set: `sor keys saml FILE` makes a key" in settings(**lacks).output
    rows = {row["name"]: row["missing"] for row in json.loads(settings("--json", **lacks).output)}
    assert "sor keys saml" in rows["SOR_SAML_KEYS"]
    (tmp_path / "key.pem").write_text("none")
    told = settings(**lacks, SOR_SAML_KEYS=str(tmp_path / "key.pem")).output
    assert "must hold a private key without a password" in told
    table.write_text("x")
    assert "Missing: SOR_LOGIN: " in settings(**lacks).output


def test_what_a_file_or_a_password_holds_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("k" * 40)
    (tmp_path / "database").write_text(f"sqlite:///{tmp_path}/geheim.db")
    named = {"SOR_TOKEN_KEY_FILE": str(tmp_path / "secret"), "SOR_DATABASE_FILE": str(tmp_path / "database")}
    rows = {row["name"]: row["value"] for row in json.loads(settings("--json", **named).output)}
    assert rows["SOR_TOKEN_KEY"] == f"(set by {tmp_path}/secret, not shown)"
    assert rows["SOR_DATABASE"] == f"(set by {tmp_path}/database, not shown)"
    shown = settings("--json", SOR_OSS_SOURCE="https://sor:geheim@fk.example/units?a:b@c").output
    rows = {row["name"]: row["value"] for row in json.loads(shown)}
    assert rows["SOR_OSS_SOURCE"] == "https://sor:***@fk.example/units?a:b@c"


def test_a_right_that_was_written_past_the_program_is_told(tmp_path: Path) -> None:
    named = {"SOR_DATABASE": f"sqlite:///{tmp_path}/sor.db"}

    def sor(*words: str) -> Result:
        return CliRunner().invoke(main, words, env=named)

    for words in ("init", "user add sds --name SDS", "user add bo --name Bo", "user grant sds --role authority"):
        assert sor(*words.split()).exit_code == 0
    assert json.loads(sor("verify", "--json").output)["ok"]
    with sqlite3.connect(tmp_path / "sor.desk.db") as desk:
        desk.execute("UPDATE right_given SET actor = 'bo'")
    told = sor("verify")
    assert (
        told.exit_code,
        "the right 1 on the desk is not as the audit log tells: nobody noted its actor." in told.output,
    ) == (1, True)
    shown = sor("verify", "--json")
    assert (shown.exit_code, json.loads(shown.output)["ok"]) == (1, False)
    assert json.loads(shown.output)["desk_fault"] == {"kind": "right", "key": "1", "what": "nobody noted its actor"}
