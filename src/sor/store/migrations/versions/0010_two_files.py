"""From here on the operational tables may lie in a second file: older programs would not find them.

They move when the schema is upgraded, in the same transaction (``store/desk_file.py``): a backup, which holds both, is
parted in the same way when it is restored.
"""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """The tables stay as they are."""
