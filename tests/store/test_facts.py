"""Facts about the register itself."""

from sor.register import Register
from sor.store import facts


def test_a_fact_is_written_replaced_and_read(register: Register) -> None:
    with register.database.writing() as connection:
        facts.put(connection, "place", "here")
        facts.put(connection, "place", "there")
    connection = register.database.reader()
    assert facts.get(connection, "place") == "there"
    assert facts.get(connection, "nothing") is None
    assert facts.all_facts(connection)["role"] == "master"
