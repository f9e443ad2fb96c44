"""A plan for a film that carries none: it stays as it is, and a picture of it comes alive where it ends or begins.

Knows films and plans; knows no engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dreamwright.errors import BadFile
from dreamwright.make.extend import NOTHING_SAID, frames_added, timed, with_words
from dreamwright.make.momentum import SPAN_S, Momentum, carried_on, momentum
from dreamwright.media.decode import FilmReader
from dreamwright.media.pictures import content_hash_of
from dreamwright.prompt.parse import Onward, onward
from dreamwright.shot.codec import revised
from dreamwright.shot.plan import MAX_SEED, Camera, FrameSpec, Inputs, Lens, Look, Shot, Take

PLAIN = Look(grain=0.0, bloom=0.0, vignette=0.0)
"""What is added must look as what was there."""
COAST_S = 1.2
"""Time in which the film's own motion comes to rest where words ask for another."""
LEAST_PX, MOST_PX, LEAST_FPS, MOST_FPS = 16, 8192, 1, 120


def film_onward(
    path: Path, seconds: float, prompt: str | None, *, reverse: bool, concepts: Sequence[str] = ()
) -> tuple[Shot, Onward]:
    """The plan of a film that holds the one at `path` and `seconds` more, and what the words say of them.

    Without words the camera keeps the film's own speed and comes to rest. BadFile or BadOption says what is wrong.
    """
    with FilmReader(path) as film:
        shot = _as_it_is(path, film)
        added = frames_added(shot, seconds)
        speed = _speed(film, shot.frame.fps, reverse=reverse)
    fps = shot.frame.fps
    length = added / fps
    said = NOTHING_SAID if prompt is None else onward(prompt, shot, length, concepts)
    coast = carried_on(speed, shot.frame, shot.camera.lens.focal_mm, COAST_S if said.moves else length, back=reverse)
    asked = [timed(move, -length if reverse else 0.0, length) for move in said.moves]
    begin, end = (0.0, shot.frame.count / fps) if reverse else ((1 - shot.frame.count) / fps, 1 / fps)
    take = Take(fps=fps, begin_s=begin, end_s=end, left_s=0.0, side="before" if reverse else "after")
    frame = shot.frame.model_copy(update={"duration_s": (shot.frame.count + added) / fps})
    camera = shot.camera.model_copy(update={"moves": (*coast, *asked)})
    anchor = length if reverse else -begin
    update = {"frame": frame, "camera": camera, "takes": (take,), "anchor_s": anchor}
    return with_words(revised(shot.model_copy(update=update)), said), said


def _as_it_is(path: Path, film: FilmReader) -> Shot:
    """The film as a plan: its size, rate and length, seen through a lens that blurs nothing."""
    fps = float(film.facts.fps or 0)
    if not LEAST_FPS <= fps <= MOST_FPS:
        raise BadFile(f"“{path}” shows {fps:g} pictures a second: it must be {LEAST_FPS} to {MOST_FPS} to go on.")
    if not LEAST_PX <= min(film.width, film.height) <= max(film.width, film.height) <= MOST_PX:
        raise BadFile(f"“{path}” is {film.width}×{film.height} pixels: a side must have {LEAST_PX} to {MOST_PX}.")
    content_hash = content_hash_of(path)
    frame = FrameSpec(width=film.width, height=film.height, fps=fps)
    frame = frame.model_copy(update={"duration_s": len(film) / fps})
    camera = Camera(lens=Lens(f_number=64.0))
    seed = int(content_hash[7:19], 16) & MAX_SEED
    return Shot(seed=seed, frame=frame, camera=camera, look=PLAIN, inputs=Inputs(source_video=content_hash))


def _speed(film: FilmReader, fps: float, *, reverse: bool) -> Momentum:
    """How the film moves at its last (or first) picture."""
    apart = min(max(1, round(SPAN_S * fps)), len(film) - 1)
    if not apart:
        return Momentum()
    before, after = (0, apart) if reverse else (len(film) - 1 - apart, len(film) - 1)
    return momentum(film[before], film[after], apart / fps)
