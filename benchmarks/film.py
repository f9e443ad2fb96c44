"""The promises about speed and memory, as ratios within one run; prints a line each, exit status 1 if one is broken.

`python benchmarks/film.py [--only NAME]`, NAME being one of CASES. Stop other work on the machine first; takes minutes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dreamwright.cli.asked import shot_of
from dreamwright.cli.bench import HEAD, PROMPT, row
from dreamwright.cli.given import given_in
from dreamwright.cli.options import PictureOptions, ShotOptions
from dreamwright.engines.base import Quality
from dreamwright.make.make import Order, make
from dreamwright.make.measure import Timing, measure


@dataclass(frozen=True)
class Case:
    """A film to measure."""

    size: str
    quality: Quality
    duration_s: float = 5.0
    prompt: str = PROMPT
    picture: bool = False
    """Whether it begins with a picture, a still of the world engine."""


ALIVE = "slow push in, clouds drifting, light snow"
CASES = {
    "draft": Case("640x360", "draft"),
    "720p": Case("1280x720", "standard"),
    "1080p": Case("1920x1080", "standard"),
    "4k": Case("3840x2160", "standard", 0.5),
    "picture": Case("1280x720", "standard", prompt=ALIVE, picture=True),
    "picture draft": Case("640x360", "draft", prompt=ALIVE, picture=True),
}
Check = Callable[[dict[str, Timing]], float]
PROMISES: tuple[tuple[str, set[str], float, Check], ...] = (
    ("draft 640x360: seconds, whole process", {"draft"}, 6.0, lambda t: t["draft"].whole_s),
    ("1280x720: times libx264 medium alone", {"720p"}, 5.0, lambda t: t["720p"].ratio),
    ("1920x1080: times 1280x720", {"720p", "1080p"}, 2.5, lambda t: t["1080p"].whole_s / t["720p"].whole_s),
    ("picture 1280x720: times libx264 medium alone", {"picture"}, 6.0, lambda t: t["picture"].ratio),
    ("picture 1280x720: MiB", {"picture"}, 2048.0, lambda t: t["picture"].memory_mib),
    ("picture draft: seconds, whole process", {"picture draft"}, 8.0, lambda t: t["picture draft"].whole_s),
    ("1920x1080: MiB", {"1080p"}, 2048.0, lambda t: t["1080p"].memory_mib),
    ("3840x2160: MiB", {"4k"}, 5120.0, lambda t: t["4k"].memory_mib),
    (
        "3840x2160: render seconds a pixel, times 1280x720",
        {"720p", "4k"},
        1.1,
        lambda t: t["4k"].render_s / t["720p"].render_s / 9,
    ),
)


def _timed(case: Case, folder: Path) -> Timing:
    """One case, measured."""
    options = ShotOptions(size=case.size, duration=case.duration_s, fps=24)
    if not case.picture:
        return measure(shot_of(case.prompt, options), case.quality)
    still = folder / "still.png"
    if not still.exists():
        make(shot_of(PROMPT, ShotOptions(size="1280x720")), Order(str(still), still_s=0.0))
    given = given_in(PictureOptions(image=still))
    return measure(shot_of(case.prompt, options, given), case.quality, "parallax", given.files)


def main(only: str | None) -> int:
    """Measures the cases and holds them against the promises; the exit status."""
    print(HEAD)
    timings: dict[str, Timing] = {}
    folder = Path(tempfile.mkdtemp(prefix="dreamwright-bench-"))
    for name, case in CASES.items():
        if only in (None, name):
            timings[name] = _timed(case, folder)
            print(row(timings[name]), flush=True)
    broken = 0
    for sentence, needs, most, check in PROMISES:
        if needs <= timings.keys():
            value = check(timings)
            broken += value > most
            print(f"{'kept' if value <= most else 'BROKEN':<8}{sentence}: {value:.3g}, at most {most:g}")
    return 1 if broken else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Holds speed and memory against what is promised.")
    parser.add_argument("--only", choices=CASES)
    sys.exit(main(parser.parse_args().only))
