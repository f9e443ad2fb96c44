"""Films through stills of a world film: the world goes on from them, is led up to them, or why it is not.

Knows options and sentences; how a world is gone on from is make's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dreamwright.cli.asked import frame_ask
from dreamwright.cli.asked_for import Asked
from dreamwright.cli.given import given_in, keyframes_of
from dreamwright.cli.options import PictureOptions, ShotOptions
from dreamwright.engines.registry import DEFAULT
from dreamwright.errors import BadFile, BadOption
from dreamwright.make.going_on import Key, Origin, going_on, of_one_film, of_one_take, origin_of, wish
from dreamwright.make.longer import unused_in
from dreamwright.prompt.parse import onward, plan
from dreamwright.shot.plan import FrameSpec, Inputs


@dataclass(frozen=True)
class _Shown:
    """A picture that the film shows: when (None = at its end), and which frame of a world film it is, if any."""

    second: float | None
    origin: Origin | None


def _shown(pictures: PictureOptions) -> list[_Shown]:
    """Every picture given, in the order of the film."""
    start = [(0.0, pictures.image)] if pictures.image else []
    end = [(None, pictures.end_image)] if pictures.end_image else []
    return [_Shown(second, _origin(path)) for second, path in (*start, *keyframes_of(pictures.keyframe), *end)]


def _origin(path: Path) -> Origin | None:
    try:
        return origin_of(path)
    except BadFile:
        return None  # whoever reads the picture says what is wrong with it


def gone_on(prompt: str, options: ShotOptions, pictures: PictureOptions, engine: str | None) -> Asked | tuple[str, ...]:
    """The film as the world engine goes on through the pictures; where it does not, what to tell of that."""
    shown = _shown(pictures) if engine in (None, DEFAULT) and not (pictures.depth or pictures.mask) else []
    known = [(one.second, one.origin) for one in shown if one.origin]
    if not known:
        return ()
    frame = _frame(prompt, options, known[0][1], known)
    keys = _keys(known, frame)
    if keys is None:
        return ()  # the plan's own rules say what is wrong with these times
    why = _why_not(keys, frame.fps, mixed=len(known) < len(shown), loop=options.loop)
    return (
        (f"{why}: they come alive as pictures, not in their world",)
        if why
        else _found(prompt, options, pictures, keys, frame)
    )


def _why_not(keys: Sequence[Key], fps: float, *, mixed: bool, loop: bool) -> str | None:
    """Why a world cannot be gone on through these frames, for people; None where it can."""
    if mixed:
        return "not every picture given is a frame of a world film"
    if len(keys) > 1 and loop:
        return "a film through several frames of a world does not end where it began"
    if not of_one_film(keys):
        return "the pictures are frames of different world films"
    return None if of_one_take(keys, fps) else _misfit(keys, fps)


def _keys(known: Sequence[tuple[float | None, Origin]], frame: FrameSpec) -> list[Key] | None:
    """The frames that the pictures stand at, as `Shot.keys`; None where a plan would not have them there."""
    last = frame.count - 1
    times = [last if second is None else min(round(second * frame.fps), last) for second, _ in known]
    outside = any(second is not None and second > frame.duration_s for second, _ in known)
    if outside or sorted(set(times)) != times:
        return None
    return [Key(time, origin) for time, (_, origin) in zip(times, known, strict=True)]


def _misfit(keys: Sequence[Key], fps: float) -> str:
    """Why frames of one world film cannot stand at these times, for people."""
    first = keys[0]
    for key in keys[1:]:
        there, here = key.origin.second_s - first.origin.second_s, (key.frame - first.frame) / fps
        if there <= 0:
            return "the pictures come in another order in their world"
        if abs(there - here) > 0.5 / fps:
            return f"the pictures lie {there:.4g} s apart in their world, and {here:.4g} s in this film"
    return f"the pictures' world film has {first.origin.shot.frame.fps:g} frames a second, and this film {fps:g}"


def _found(prompt: str, options: ShotOptions, pictures: PictureOptions, keys: Sequence[Key], frame: FrameSpec) -> Asked:
    if options.loop:
        raise BadOption("A film that goes on from a frame of a world does not end where it began: leave out --loop.")
    origin = keys[0].origin
    wished = wish(
        frame,
        range(keys[0].frame, keys[-1].frame + 1),
        onward(prompt, origin.shot, frame.count / frame.fps, options.concept),
    )
    given = given_in(PictureOptions(style=pictures.style, fit=pictures.fit))
    told = [_way(keys, frame)]
    if wished.between:
        words = ", ".join(dict.fromkeys(f"“{reading.words}”" for reading in wished.between))
        told.append(f"not used: {words}: between the pictures the camera goes as in the film that they are of")
    if options.seed is not None and options.seed != origin.shot.seed:
        told.append(f"not used: seed {options.seed}: another seed is another place")
    shot = going_on(keys, wished, Inputs.model_validate(given.inputs))
    return Asked(shot, given.files, (*told, *unused_in(wished.said, wished.between)))


def _way(keys: Sequence[Key], frame: FrameSpec) -> str:
    """How the film goes through its pictures, for people."""
    seconds = [f"{key.origin.second_s:.4g}" for key in keys]
    if len(keys) > 1:
        listed = f"{', '.join(seconds[:-1])} and {seconds[-1]}"
        return f"goes through seconds {listed} of the film that the pictures are of, in its world"
    way = {0: "goes on from", frame.count - 1: "ends at"}.get(keys[0].frame, "leads up to, and goes on from,")
    return f"{way} second {seconds[0]} of the film that the picture is of, in its world"


def _frame(
    prompt: str, options: ShotOptions, origin: Origin, known: Sequence[tuple[float | None, Origin]]
) -> FrameSpec:
    """The film's size, rate and length: the origin's size and rate where no others are asked for.

    A film to an end image lasts as long as the world does from the frame before to that one, unless a time is asked.
    """
    old = origin.shot.frame
    ask = replace(frame_ask(options), shape=old.width / old.height)
    planned = plan(prompt, frame=replace(ask, fps=ask.fps or old.fps))
    said = {reading.field for reading in planned.readings}
    sized = (options.size, options.aspect, options.resolution) != (None, None, None)
    frame = planned.frame
    if not sized and not said & {"frame.width", "frame.height"}:
        frame = frame.model_copy(update={"width": old.width, "height": old.height})
    if options.duration is None and "frame.duration_s" not in said and (seconds := _lasting(known)) is not None:
        frame = frame.model_copy(update={"duration_s": seconds})
    return frame


def _lasting(known: Sequence[tuple[float | None, Origin]]) -> float | None:
    """How long a film lasts whose last picture is its end; None where the pictures do not say."""
    if len(known) < 2 or known[-1][0] is not None or not of_one_film([Key(0, origin) for _, origin in known]):
        return None
    begins, first = known[0]
    frames = known[-1][1].frame - first.frame + 1
    assert begins is not None
    seconds = begins + frames / first.shot.frame.fps
    return seconds if frames > 1 and seconds <= 60 else None
