"""The one way from an engine's linear frames to display pictures.

Knows frames and the plan's look; nothing of engines or files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dreamwright.finish.balance import white_balance
from dreamwright.finish.bloom import Glare
from dreamwright.finish.colour import Matrix, decode
from dreamwright.finish.develop import Recipe, Setting, develop, mix
from dreamwright.finish.dither import Depth, Picture
from dreamwright.finish.expose import NOTHING_KNOWN, Exposure, Known, expose_in_takes
from dreamwright.finish.film import STOCKS, Stock
from dreamwright.finish.grade import PALETTES, PANCHROMATIC, Grade
from dreamwright.finish.grain import Grain
from dreamwright.finish.night import night_matrix
from dreamwright.finish.style import grain_of, sample, styled, traits
from dreamwright.finish.vignette import vignette
from dreamwright.finish.weave import weave
from dreamwright.frames import Array, Frames
from dreamwright.shot.plan import Look

NIGHT_KEEPS: Final = 0.55
"""Share of dodging that deep night goes without."""

NUMBERS: Final = 2**32
"""Frames whose grain differs, before the opening and after it."""

Style = tuple[Array, float]
"""A picture (H, W, 3) of linear light whose style is taken, at about the film's size, and its weight 0-1."""


@dataclass(frozen=True)
class Finished:
    """A lazy film of display pictures: (H, W, 3) sRGB codes, uint8 or uint16; frame k alone is frame k of the whole."""

    width: int
    height: int
    fps: Fraction
    count: int
    depth: Depth
    make: Callable[[int], Picture]
    exposed: Callable[[int], Known] | None = None
    """Exposure value and night of a frame; None where the frames were display-referred."""

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, k: int) -> Picture:
        """The k-th picture (0 … count − 1); IndexError beyond."""
        if not 0 <= k < self.count:
            raise IndexError(f"frame {k} of a film of {self.count}")
        return self.make(k)

    def __iter__(self) -> Iterator[Picture]:
        for k in range(self.count):
            yield self.make(k)


def finish(
    frames: Frames,
    look: Look,
    *,
    seed: int,
    loop: bool = False,
    depth: Depth = 8,
    styles: Sequence[Style] = (),
    takes: Sequence[range] = (),
    known_at: Mapping[int, Known] = NOTHING_KNOWN,
    opening: int = 0,
) -> Finished:
    """Exposes, balances, scatters, tones, grades, grains and dithers the frames as the look and the styles ask.

    Metering happens when the first picture is asked for; display-referred frames are graded as they are.
    `loop`: the exposure ends where it began. `takes`: the frames of the films that this one goes on from, each inside
    the next, whose exposure stays; `known_at`: that of single frames. `opening`: the frame from which grain and weave
    are counted, so that they stay too.
    """
    stock = STOCKS[look.film]
    grade = whole_grade(look, stock)
    plain = recipe_of(look, grade, frames, seed=seed, depth=depth)
    exposure = cache(lambda: expose_in_takes(frames, takes, known_at, loop=loop))
    lift = 0.0 if frames.display_referred else grade.lift_stops
    balance = white_balance(look.temperature_k) * 2.0 ** (look.exposure_ev + lift)

    def exposed(k: int) -> Setting:
        return Setting(balance, 1.0, 0.0) if frames.display_referred else setting(exposure(), balance, k)

    @cache
    def recipe() -> Recipe:
        if not styles:
            return plain
        codes = codes_of(frames, plain, look, exposed)
        return styled(plain, codes, [(traits(sample(color), grain_of(color)), weight) for color, weight in styles])

    def make(k: int) -> Picture:
        number = k - opening
        color = weave(frames[k].color, stock.weave, number, frames, seed=seed, loop=loop)
        return develop(color, recipe(), exposed(k), number % NUMBERS)

    def known(k: int) -> Known:
        return exposure().ev(k), exposure().night(k)

    told = None if frames.display_referred else known
    return Finished(frames.width, frames.height, frames.fps, frames.count, depth, make, told)


def whole_grade(look: Look, stock: Stock) -> Grade:
    """Film stock, palette, and the plan's own contrast, saturation and monochrome, as one grade."""
    grade = PALETTES[look.palette].then(stock.grade).toned(look.contrast, look.saturation)
    if look.monochrome and grade.panchromatic is None:
        return Grade(contrast=grade.contrast, black=grade.black, white=grade.white, panchromatic=PANCHROMATIC)
    return grade


def recipe_of(look: Look, grade: Grade, frames: Frames, *, seed: int, depth: Depth) -> Recipe:
    """All of the look that does not change from frame to frame."""
    stock = STOCKS[look.film]
    before, tables, after = mix(grade, frames.display_referred)
    return Recipe(
        before=before,
        tables=tables,
        after=after,
        vignette=vignette(frames.width, frames.height, min(1.0, look.vignette + stock.vignette)),
        glare=Glare(min(1.0, look.bloom + stock.bloom), stock.halation),
        grain=Grain(min(1.0, look.grain + stock.grain), stock.grain_size, grade.panchromatic is None),
        seed=seed,
        depth=depth,
    )


def codes_of(frames: Frames, recipe: Recipe, look: Look, at: Callable[[int], Setting]) -> NDArray[np.float64]:
    """(N, 3) display codes 0-1 of the film's first, middle and last frame, small and without grain."""
    source = frames.preview or frames
    shade = vignette(source.width, source.height, min(1.0, look.vignette + STOCKS[look.film].vignette))
    clear = replace(recipe, vignette=shade, grain=replace(recipe.grain, strength=0.0), depth=16)
    places = sorted({0, frames.count // 2, frames.count - 1})
    pictures = [develop(source[k].color, clear, at(k), k) / np.float64(65535) for k in places]
    return np.concatenate([sample(decode(picture).astype(np.float32)) for picture in pictures])


def setting(exposure: Exposure, balance: Matrix, k: int) -> Setting:
    """Frame k's exposure: the meter's, night vision, and then the look's balance. Night is dodged less: it is dark."""
    gain, night = 2.0 ** exposure.ev(k), exposure.night(k)
    return Setting(balance @ night_matrix(night) * gain, gain, 1.0 - NIGHT_KEEPS * night)
