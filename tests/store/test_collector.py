"""Where waste is not collected."""

import gc

import pytest

from sor.store.collector import without_collector


def test_it_collects_again_when_the_last_has_ended() -> None:
    with without_collector():
        with without_collector():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_collects_again_whatever_came_of_it() -> None:
    with pytest.raises(ZeroDivisionError), without_collector():
        raise ZeroDivisionError
    assert gc.isenabled()
