"""Progress: few lines where nobody watches, a bar where somebody does, nothing when quiet."""

import io

from dreamwright.cli.progress import Bar, Lines, watching
from dreamwright.engines.base import Silent, Watch


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def work(watch: Watch, steps: int = 100) -> None:
    watch.progress("shaping the land", 0, 1)
    for k in range(steps + 1):
        watch.progress("filming", k, steps)


def test_a_log_gets_a_line_a_stage_and_a_quarter() -> None:
    stream = io.StringIO()
    with watching(quiet=False, stream=stream) as watch:
        assert isinstance(watch, Lines)
        work(watch)
    lines = stream.getvalue().splitlines()
    assert [line.split(",")[0] for line in lines] == [
        "shaping the land …",
        "filming: 100 steps",
        "filming: 25 of 100",
        "filming: 50 of 100",
        "filming: 75 of 100",
    ]


def test_a_terminal_gets_a_bar_that_leaves_nothing_behind() -> None:
    stream = Terminal()
    with watching(quiet=False, stream=stream) as watch:
        assert isinstance(watch, Bar)
        work(watch)
    assert "filming" in stream.getvalue()


def test_quiet_says_nothing() -> None:
    stream = Terminal()
    with watching(quiet=True, stream=stream) as watch:
        assert isinstance(watch, Silent)
        work(watch)
    assert stream.getvalue() == ""
