"""Registers that were demos by their content and are real ones by their mark, as older programs left them."""

from sor.register import Register
from sor.store import facts


def take_mark_away(register: Register) -> None:
    """Leave everything that a demo brings along, but not what makes it one."""
    with register.database.writing() as connection:
        connection.run("DELETE FROM register WHERE name = :name", name=facts.DEMO_DAY)
        facts.put(connection, "demo", "yes")  # what older programs wrote into every master made without SOR_MODE
    register.forget()
