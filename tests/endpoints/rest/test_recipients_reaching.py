"""What reaches a unit, over REST and on its page."""

from litestar.testing import TestClient

from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from tests.endpoints.servers import TRIED
from tests.new_databases import NewDatabases
from tests.recipients import mailboxes as the


def test_the_page_and_rest_tell_what_does_not_arrive_and_who_mends_it(new_database: NewDatabases) -> None:
    register = Register(new_database.holding(the.mailboxes), lambda: the.NOW)
    with TestClient(app(register, read_settings(TRIED))) as client:
        asked = client.get("/api/v1/recipients/reaching", params={"unit": the.ASLEEP})
        page = client.get(f"/units/{the.ASLEEP}/reaching")
        assert client.get("/api/v1/recipients/reaching", params={"unit": the.OLD_WARD}).status_code == 404
        assert client.get(f"/units/{the.OLD_WARD}/reaching").status_code == 404
        assert f"/units/{the.ASLEEP}/reaching" in client.get(f"/units/{the.ASLEEP}").text
    (one,) = [one for one in asked.json()["messages"] if one["standard"] == "REF06"]
    assert (one["standard"], one["can"], one["senders_near"]) == ("REF06", "no", 1)
    assert [reason["rule"] for reason in one["reasons"]] == ["receiver-inactive", "mend.keeper"]
    assert 'data-can="no"' in page.text
    assert all(reason["da"] in page.text for reason in one["reasons"])
