"""Two rooms at work at once: order, bounds, and what happens when one side fails."""

import threading
import time
from collections.abc import Iterator

import pytest

from dreamwright.make.overlap import overlap


def test_items_are_used_in_order_in_one_other_thread() -> None:
    seen: list[int] = []
    threads: set[int] = set()

    def use(item: int) -> None:
        seen.append(item)
        threads.add(threading.get_ident())

    overlap(range(50), use)
    assert seen == list(range(50))
    assert len(threads) == 1
    assert threading.get_ident() not in threads


@pytest.mark.parametrize("in_flight", [2, 3])
def test_never_more_items_alive_than_allowed(in_flight: int) -> None:
    alive, most = 0, 0
    lock = threading.Lock()

    def items() -> Iterator[int]:
        nonlocal alive, most
        for k in range(12):
            with lock:
                alive += 1
                most = max(most, alive)
            yield k

    def use(_: int) -> None:
        nonlocal alive
        time.sleep(0.003)
        with lock:
            alive -= 1

    overlap(items(), use, in_flight)
    assert most <= in_flight


def test_making_and_using_run_at_the_same_time() -> None:
    begun, used = threading.Event(), threading.Event()

    def items() -> Iterator[int]:
        yield 0
        assert begun.wait(5), "the first item is used while the second is made"
        used.set()
        yield 1

    def use(_: int) -> None:
        begun.set()
        assert used.wait(5)

    overlap(items(), use)


def test_a_fault_of_the_user_stops_the_maker() -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for k in range(1000):
            made.append(k)
            time.sleep(0.001)
            yield k

    def use(_: int) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        overlap(items(), use)
    assert len(made) < 10


def test_an_interrupt_of_the_maker_leaves_no_thread_at_work() -> None:
    seen: list[int] = []

    def items() -> Iterator[int]:
        yield 0
        yield 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        overlap(items(), seen.append)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("overlap")]
    assert seen == list(range(len(seen)))
