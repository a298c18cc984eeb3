"""What alembic needs to know of our migrations."""

from alembic.config import Config

from sor.store import revisions


def config() -> Config:
    """Where they are."""
    found = Config()
    found.set_main_option("script_location", str(revisions.MIGRATIONS))
    return found
