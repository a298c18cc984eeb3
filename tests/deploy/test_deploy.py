"""The files of an installation: judged by the programs that read them, and held against the register's own settings."""

import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from click.testing import CliRunner

from sor.access.dgws.issuing import new_identity
from sor.cli import main
from sor.register import Register
from sor.settings import SETTINGS, read_settings
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.endpoints.servers import served
from tests.ports import free_port
from tests.store.units import begin, create

DEPLOY = Path(__file__).parents[2] / "deploy"
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
NAMES = {setting.name for setting in SETTINGS} | {f"{s.name}_FILE" for s in SETTINGS if s.may_be_in_file}
OF_COMPOSE = {"SOR_NAME"}
"""What compose.yaml itself is told."""


def program(name: str, package: str) -> str:
    """A program of the machine."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"no {name}: install it, on Debian with apt-get install {package}")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_named_in_a_file_is_one(path: Path) -> None:
    assert set(re.findall(r"\bSOR_[A-Z_0-9]+", path.read_text())) <= NAMES | OF_COMPOSE


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_command_named_in_a_file_is_one(path: Path) -> None:
    for name in re.findall(r"bin/sor ([a-z-]+)", path.read_text()):
        assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0, name


def test_the_settings_of_the_service_can_be_read() -> None:
    lines = [line for line in (DEPLOY / "systemd/sor.env").read_text().splitlines() if not line.startswith("#")]
    settings = read_settings(dict(line.split("=", 1) for line in lines), demo=False)
    assert (settings.workers, settings.access_log, len(settings.proxies)) == (4, True, 1)


def test_what_compose_starts() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    image = (DEPLOY / "Containerfile").read_text()
    for name in ("made", "sor"):
        command, *options = services[name]["command"]
        offered = CliRunner().invoke(main, [command, "--help"]).output
        assert all(option in offered for option in options if option.startswith("--")), name
    started = services["sor"]
    values = {
        name: re.sub(r"\$\{SOR_NAME:\?[^}]*\}", "sor.example", text) for name, text in started["environment"].items()
    }
    found = read_settings({name: text for name, text in values.items() if not name.endswith("_FILE")}, demo=False)
    assert found.public_url == "https://sor.example"
    assert started["volumes"][0].endswith(found.files)
    assert found.files in image, "the folder belongs to the user of the image"
    secrets = {text.removeprefix("/run/secrets/") for name, text in values.items() if name.endswith("_FILE")}
    assert secrets == set(started["secrets"])


@pytest.mark.slow
def test_the_containerfile_passes_its_linter() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    config = ["--config", str(DEPLOY / ".hadolint.yaml")]
    ended = subprocess.run(
        [hadolint, *config, str(DEPLOY / "Containerfile")], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (0, "")


def test_the_image_is_built_from_the_lock_file_alone() -> None:
    installed = re.findall(r"pip install (.*)", (DEPLOY / "Containerfile").read_text())
    assert len(installed) == 2
    assert all("--require-hashes" in line or "--no-deps" in line for line in installed)


@pytest.mark.slow
def test_the_units_are_sound(tmp_path: Path) -> None:
    analyze = program("systemd-analyze", "systemd")
    standing_in = tmp_path / "sor"
    standing_in.write_text("#!/bin/sh\n")
    standing_in.chmod(0o755)
    for unit in (DEPLOY / "systemd").glob("sor*.*"):
        text = unit.read_text().replace("/opt/sor/bin/sor", str(standing_in))
        (tmp_path / unit.name).write_text(text)
    units = [str(path) for kind in ("service", "timer") for path in tmp_path.glob(f"sor*.{kind}")]
    ended = subprocess.run([analyze, "verify", "--man=no", *units], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


CHANGED = {
    "server sor:8080;": "server 127.0.0.1:{port};",
    "listen 80;": "listen 127.0.0.1:{plain};",
    "listen [::]:80;": "",
    "listen 443 ssl;": "listen 127.0.0.1:{tls} ssl;",
    "listen [::]:443 ssl;": "",
    "/etc/ssl/sor": "{folder}",
}
"""What of nginx's file is other in a test: the addresses and the place of the certificate."""
AROUND = """\
daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{ access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; include {folder}/sor.conf; }}
"""


@pytest.mark.slow
def test_a_real_register_behind_nginx(new_sqlite: Any, tmp_path: Path) -> None:
    """Nginx with the file of this project, TLS, a real register: its name, its callers, its stream and its log."""
    nginx = program("nginx", "nginx-light")
    database: Database = new_sqlite()
    register = Register(database, StandingClock())
    register.init("master")
    begin(register, create("A", 20261101, name="Alfa"))
    ports = {"port": free_port(), "plain": free_port(), "tls": free_port()}
    text = (DEPLOY / "nginx/sor.conf").read_text()
    for given, wanted in CHANGED.items():
        assert given in text
        text = text.replace(given, wanted.format(folder=tmp_path, **ports))
    (tmp_path / "sor.conf").write_text(text)
    (tmp_path / "nginx.conf").write_text(AROUND.format(folder=tmp_path))
    now = datetime.now(UTC)
    identity = new_identity("sor.example", (now - timedelta(days=1), now + timedelta(days=1)))
    (tmp_path / "certificate.pem").write_text(identity.certificate)
    (tmp_path / "key.pem").write_text(identity.key)
    given = {
        "SOR_NOW": "", "SOR_PUBLIC_URL": "https://sor.example", "SOR_TRUSTED_PROXIES": "127.0.0.1",
        "SOR_ACCESS_LOG": "on", "SOR_TOKEN_KEY": "k" * 32,
    }  # fmt: skip
    proxy = subprocess.Popen(
        [nginx, "-e", f"{tmp_path}/error.log", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    )
    try:
        url = f"sqlite:///{database.url.database}"
        with (tmp_path / "log").open("wb") as log, served(url, stderr=log, port=ports["port"], **given):
            with httpx.Client(base_url=f"https://127.0.0.1:{ports['tls']}", verify=False) as client:
                client.headers["Host"] = "sor.example"
                page = client.get("/?lang=en", headers={"X-Forwarded-For": "6.6.6.6", "Forwarded": "for=6.6.6.6"})
                assert (page.status_code, "Alfa" in client.get("/?q=alfa").text) == (200, True)
                assert len(page.headers["X-Request-ID"]) == 32
                assert "Strict-Transport-Security" in page.headers
                assert "https://sor.example/" in client.get("/sor-opslag/SORLookupService?wsdl").text
                assert client.get("/", headers={"Host": "evil.example"}).status_code == 421
                with client.stream("GET", "/api/v1/log/stream?since=0") as stream:
                    assert any("serial" in line for line in stream.iter_lines())
            plain = httpx.get(f"http://127.0.0.1:{ports['plain']}/units/1?x=1", headers={"Host": "sor.example"})
            assert (plain.status_code, plain.headers["Location"]) == (301, "https://sor.example/units/1?x=1")
    finally:
        proxy.terminate()
        proxy.wait(60)
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    asked = next(line for line in lines if line.get("request") == page.headers["X-Request-ID"])
    assert (asked["path"], asked["caller"]) == ("/", "127.0.0.1"), (
        "the caller that nginx names, not the one it was told"
    )
