"""How often one may ask: a moving minute on a clock that the test turns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dreamwright.api import minute
from dreamwright.api.minute import MINUTE_S, Minute


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@given(steps=st.lists(st.tuples(st.floats(0, 40), st.sampled_from("ab")), max_size=60), most=st.integers(1, 5))
def test_no_minute_ever_holds_more_than_may_come_and_none_waits_in_vain(
    steps: list[tuple[float, str]], most: int
) -> None:
    clock = Clock()
    counts = Minute(clock)
    let: dict[str, list[float]] = {"a": [], "b": []}
    for step, who in steps:
        clock.now += step
        wait_s = counts.wait_s(who, most)
        recent = [at for at in let[who] if at > clock.now - MINUTE_S]
        assert (wait_s == 0) == (len(recent) < most)
        if wait_s == 0:
            let[who].append(clock.now)
        else:
            assert wait_s == min(recent) + MINUTE_S - clock.now


def test_who_has_not_asked_for_a_minute_is_forgotten_when_there_are_many() -> None:
    clock = Clock()
    counts = Minute(clock)
    for k in range(minute.MANY):
        counts.wait_s(f"old {k}", 1)
    clock.now += 30
    counts.wait_s("late", 1)
    clock.now += 31
    counts.wait_s("new", 1)
    assert len(counts) == 2
    assert counts.wait_s("late", 1) > 0
