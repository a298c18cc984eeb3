"""Whom a server trusts, and whether it asks for a card: what the settings say, and what is wrong with them."""

import shutil
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from sor.access.dgws.issuing import new_identity
from sor.endpoints.soap import guards
from sor.endpoints.soap.guards import Anchors, Guards, anchors
from sor.formats.soap import sorls
from sor.formats.soap.envelope import ENVELOPE, Fault
from sor.register import Register
from sor.settings import BadSetting, Settings, read_settings
from sor.store.database import Database
from tests.access.dgws.messages import STRANGER, STS
from tests.conftest import StandingClock
from tests.new_databases import copy_register

QUESTION = f'<GetSorEntityRequest xmlns="{sorls.NAMESPACE}"><SorIdentifier>1</SorIdentifier></GetSorEntityRequest>'


def settings(*, demo: bool = True, **given: str) -> Settings:
    return read_settings(given, demo=demo)


def refusal(*, demo: bool = True, **given: str) -> str:
    with pytest.raises(BadSetting) as refused:
        anchors(settings(demo=demo, **given))
    return str(refused.value)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "prod.pem").write_text(STS.certificate)
    (tmp_path / "test2.crt").write_text(STRANGER.certificate)
    (tmp_path / "README").write_text("The STSs that we trust.")
    return tmp_path


def test_a_folder_of_certificates_each_a_domain_named_by_its_file(folder: Path) -> None:
    found = anchors(settings(SOR_STS_CERTIFICATES=str(folder), SOR_STS_SHA1="test2"))
    assert [(one.sts, one.subject, len(one.digests)) for one in found] == [
        ("prod", "CN=Test STS", 3),
        ("test2", "CN=Stranger's STS", 4),
    ]


def test_single_files(folder: Path) -> None:
    found = anchors(settings(SOR_STS_CERTIFICATES=f"{folder}/test2.crt:{folder}/prod.pem"))
    assert [one.sts for one in found] == ["test2", "prod"]
    assert anchors(settings()) == ()


def test_certificates_that_cannot_be_used(folder: Path) -> None:
    assert refusal(SOR_STS_CERTIFICATES="/nowhere.pem") == (
        "SOR_STS_CERTIFICATES: /nowhere.pem is neither a file nor a folder."
    )
    empty = folder / "empty"
    empty.mkdir()
    assert refusal(SOR_STS_CERTIFICATES=str(empty)) == (
        f"SOR_STS_CERTIFICATES: there is no certificate (.pem, .crt, .cer, .der) in {empty}."
    )
    assert refusal(SOR_STS_CERTIFICATES=f"{folder}/README").startswith(
        f"SOR_STS_CERTIFICATES: {folder}/README cannot be trusted: it holds no certificate in PEM or DER"
    )
    assert refusal(SOR_STS_CERTIFICATES=str(folder), SOR_STS_SHA1="test1") == (
        "SOR_STS_SHA1 names test1, but SOR_STS_CERTIFICATES brings no such trust domain."
        " Write the name of a certificate's file without its ending."
    )


def test_production_never_trusts_the_certificate_of_a_demo_sts(tmp_path: Path) -> None:
    (tmp_path / "demo.pem").write_text(new_identity().certificate)
    assert refusal(demo=False, SOR_STS_CERTIFICATES=str(tmp_path)) == (
        f"SOR_STS_CERTIFICATES: {tmp_path}/demo.pem is the certificate of a demo STS, which production never trusts."
    )
    assert len(anchors(settings(SOR_STS_CERTIFICATES=str(tmp_path)))) == 1


def test_certificates_count_as_their_files_stand_now(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "LOOK", 0)
    kept = Anchors(settings(demo=False, SOR_STS_CERTIFICATES=f"{folder}:{folder}/prod.pem"))

    def trusts() -> list[str]:
        return sorted({one.subject for one in kept.now()})

    assert trusts() == ["CN=Stranger's STS", "CN=Test STS"]
    assert kept.now() is kept.now(), "read once while nothing changes"
    (folder / "test2.crt").unlink()
    assert trusts() == ["CN=Test STS"]
    (folder / "new.pem").write_text(STRANGER.certificate)
    assert trusts() == ["CN=Stranger's STS", "CN=Test STS"]
    with capture_logs() as told:
        (folder / "prod.pem").write_text("half a certifi")
        (folder / "demo.pem").write_text(new_identity().certificate)
        assert trusts() == ["CN=Stranger's STS"], "what cannot be read, or is a demo's, is not trusted"
    assert sum(one["event"] == "not trusted" for one in told) == 3
    shutil.rmtree(folder)
    assert trusts() == [], "no file, nobody trusted"


def asked_without_a_card(settings: Settings, folder: Path, empty: Path, *, always: bool = False) -> str:
    """The code with which a call without a card is refused; empty when it is let in."""
    copy_register(empty, folder / "r.db")
    register = Register(Database(f"sqlite:///{folder}/r.db"), StandingClock())
    register.init(demo=settings.demo)
    guard = Guards(register, settings).of("sorls", "SORLS", always=always)
    envelope = f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body>{QUESTION}</e:Body></e:Envelope>'
    try:
        guard.admit(sorls.contract().open(envelope.encode()), None)
    except Fault as fault:
        return fault.detail
    finally:
        register.database.close()
    return ""


@pytest.mark.parametrize(
    ("demo", "given", "always", "is_let_in"),
    [
        (True, {}, False, True),
        (True, {}, True, False),
        (True, {"SOR_DGWS": "optional"}, False, True),
        (True, {"SOR_DGWS": "required"}, False, False),
        (False, {}, False, False),
        (False, {"SOR_DGWS": "required"}, False, False),
    ],
)
def test_who_must_show_a_card(
    tmp_path: Path, empty_sqlite: Path, demo: bool, given: dict[str, str], always: bool, is_let_in: bool
) -> None:
    found = asked_without_a_card(settings(demo=demo, **given), tmp_path, empty_sqlite, always=always)
    assert ("missing_required_header" not in found) is is_let_in


def test_a_real_register_cannot_make_cards_optional() -> None:
    with pytest.raises(BadSetting) as refused:
        settings(demo=False, SOR_DGWS="optional")
    assert str(refused.value) == (
        "SOR_DGWS is optional, which only a demo allows, and this is a real register. Remove it."
    )
