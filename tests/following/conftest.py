"""What the tests of the followers share: a register that has lived."""

from tests.store.conftest import lived

__all__ = ["lived"]
