"""The control address."""

from tests.oss.simulator.simulated import CVR, Running, all_units


def test_it_tells_what_there_is_and_where_the_certificates_lie(running: Running) -> None:
    assert running.control("GET", "/")["certificates"] == str(running.folder.resolve())
    listed = running.control("GET", "/control")["municipalities"]
    first = listed[0]
    assert (first["municipality"], first["cvr"], first["units_in_sor"]) == ("0330", CVR, 62)


def test_the_year_goes_on_and_the_truth_says_what_came(running: Running) -> None:
    before = {unit["uuid"] for unit in all_units(running)}
    truth = running.truth()
    assert running.control("POST", "/control/day", {"day": 365}) == {"day": 365}
    after = {unit["uuid"] for unit in all_units(running)}
    new = {change["org"][-1] for change in truth["changes"] if change["kind"] in ("new", "split")}
    gone = {change["org"][-1] for change in truth["changes"] if change["kind"] in ("close", "merge")}
    assert after - before == new
    assert before - after == gone
    assert "between 365" in running.control("POST", "/control/day", {"day": 3})["error"]


def test_what_it_does_not_know_is_refused(running: Running) -> None:
    assert "Invalid enum value" in running.control("POST", "/control/faults", {"fault": "flood"})["error"]
    assert (
        "no municipality 0999" in running.control("POST", "/control/day", {"day": 1, "municipality": "0999"})["error"]
    )
    assert "no such way" in running.control("GET", "/control/weather")["error"]
