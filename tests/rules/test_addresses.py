"""What a telephone number, an e-mail address and a web site look like; nothing else is stored as one."""

import pytest

from sor.rules.addresses import FORMS, is_mailbox

FINE = {
    "phone": ["98820000", "+45 98 82 00 00", "(+45) 98-82.00/00", "112"],
    "email": ["post@klinik.example", "a.b+c@x-y.åben.example", "o'neil@a.dk"],
    "website": [
        "www.klinik.example", "https://klinik.example", "HTTP://a.dk:80/b?c=d&e=f#g", "klinik.example/sti/(a)",
        "https://åben.example/ø",
    ],
}  # fmt: skip
HARMFUL = {
    "phone": ["tel:112", "98820000;ext=1", "+", "lokal 22", "=1+1", "-98820000", "@SUM(1)", "98820000\u202e", "１１２"],
    "email": ["a@b", "@b.dk", "a@b@c.dk", "a b@c.dk", "<a@b.dk>", '"a"@b.dk', "a@b.dk?subject=x", "mailto:a@b.dk"],
    "website": [
        "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x.y", "//a.dk", "ftp://a.dk",
        "https:a.dk", "https://a", "https://a b.dk", "https://a.dk/\"onclick=", "https://a.dk/<b>", "mailto:a@b.dk",
        "https://a.dk/'x", "https://a.dk\\@b.dk", "https://user@a.dk", "javascript:a.b//x.dk/", "https://a.dk/`x",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("part", "value"), [(part, value) for part, values in FINE.items() for value in values])
def test_what_it_looks_like(part: str, value: str) -> None:
    assert FORMS[part].fullmatch(value)


@pytest.mark.parametrize(("part", "value"), [(part, value) for part, values in HARMFUL.items() for value in values])
def test_what_it_does_not_look_like(part: str, value: str) -> None:
    assert not FORMS[part].fullmatch(value)


def test_a_fax_number_looks_like_a_telephone_number() -> None:
    assert FORMS["fax"] is FORMS["phone"]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("a@b.dk", True), ("l" * 64 + "@b.dk", True), ("l" * 65 + "@b.dk", False), ("a@" + "b" * 249 + ".dk", True),
     ("a@" + "b" * 250 + ".dk", False), ("a@b.dk, c@d.dk", False), ("a@b.dk\r\nBcc: c@d.dk", False),
     ("a\x00@b.dk", False), ("a\u200b@b.dk", False), ("a@b.dk\n", False), ("a@b@c.dk", False), ("", False),
     ("a@127.0.0.1", False), (".a@b.dk", False), ("a.@b.dk", False), ("a..b@b.dk", False), ("-oX@b.dk", False),
     ("|id@b.dk", False), ("a@-b.dk", False), ("a@b-.dk", False), ("a.b-c+d@b-c.dk", True), ("a@3f.dk", True)],
)  # fmt: skip
def test_mail_is_sent_to_one_address_of_its_form_and_length(text: str, is_one: bool) -> None:
    assert is_mailbox(text) is is_one
