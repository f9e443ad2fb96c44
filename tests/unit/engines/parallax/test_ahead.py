"""Frames made ahead are the frames: in order, out of order, once each, and with their faults."""

from __future__ import annotations

import threading

import pytest

from dreamwright.engines.parallax.ahead import Ahead


def test_in_order_each_is_made_once_and_some_by_others() -> None:
    made: list[tuple[int, int]] = []

    def make(k: int) -> int:
        made.append((k, threading.get_ident()))
        return k * k

    ahead = Ahead(make, 20)
    assert [ahead(0), *(ahead(k) for k in range(1, 20))] == [k * k for k in range(20)]
    assert sorted(k for k, _ in made) == list(range(20))
    assert {who for _, who in made} > {threading.get_ident()}


def test_in_any_order_each_is_itself() -> None:
    ahead = Ahead(lambda k: k * k, 9)
    for k in (5, 6, 7, 2, 3, 8, 0, 1, 2, 8):
        assert ahead(k) == k * k


def test_a_fault_is_told_by_the_frame_that_has_it() -> None:
    def make(k: int) -> int:
        if k == 3:
            raise KeyError(k)
        return k

    ahead = Ahead(make, 9)
    assert [ahead(k) for k in range(3)] == [0, 1, 2]
    with pytest.raises(KeyError):
        ahead(3)
    assert [ahead(k) for k in (4, 5)] == [4, 5]
