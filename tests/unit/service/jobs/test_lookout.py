"""Who is told to be silent: only a job that did not beat while someone looked on, whatever wall clocks say."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from dreamwright.service.jobs.lookout import LONGEST_GAP_S, Lookout
from dreamwright.service.jobs.values import Running


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def seen(beats: int, token: str = "t") -> Running:
    return Running("j", "r", token, beats, False)


def test_a_silent_job_is_told_after_the_silence_and_a_beating_one_never() -> None:
    clock = Clock()
    lookout = Lookout(5.0, clock)
    silent_at = None
    for k in range(60):
        found = lookout.silent([seen(0), seen(k // 10, "beating")])
        assert all(one.token == "t" for one in found)
        if found and silent_at is None:
            silent_at = clock.now
        clock.now += 0.2
    assert silent_at is not None
    assert 5.0 <= silent_at - 1000.0 <= 5.3


def test_time_in_which_nobody_looked_does_not_count() -> None:
    clock = Clock()
    lookout = Lookout(5.0, clock)
    assert lookout.silent([seen(0)]) == ()
    clock.now += 3600.0
    assert lookout.silent([seen(0)]) == ()


def test_a_job_that_ended_is_forgotten() -> None:
    clock = Clock()
    lookout = Lookout(2.0, clock)
    for _ in range(3):
        lookout.silent([seen(0)])
        clock.now += 0.9
    assert lookout.silent([]) == ()
    assert lookout.silent([seen(0)]) == ()


@given(st.lists(st.tuples(st.floats(0.0, 100.0), st.booleans()), max_size=60))
def test_silence_is_the_looked_on_time_since_the_last_beat(looks: list[tuple[float, bool]]) -> None:
    clock = Clock()
    lookout = Lookout(3.0, clock)
    beats, quiet_s = 0, 0.0
    lookout.silent([seen(beats)])
    for gap_s, has_beaten in looks:
        clock.now += gap_s
        beats += has_beaten
        quiet_s = 0.0 if has_beaten else quiet_s + min(gap_s, LONGEST_GAP_S)
        told = bool(lookout.silent([seen(beats)]))
        if abs(quiet_s - 3.0) > 1e-6:
            assert told == (quiet_s > 3.0)
