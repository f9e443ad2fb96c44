"""A finished film made longer: how it was made is found, its plan goes on, and what must be told of that is told.

Knows files and plans; the plan's arithmetic is in extend.py, and where there is no plan in onward.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dreamwright.errors import BadFile, BadPlan
from dreamwright.make.extend import NOTHING_SAID, check_seconds, extended
from dreamwright.make.onward import film_onward
from dreamwright.media.pictures import content_hash_of
from dreamwright.media.probe import FilmFacts, probe
from dreamwright.prompt.parse import Onward, onward
from dreamwright.shot.codec import from_json
from dreamwright.shot.plan import Reading, Shot


@dataclass(frozen=True)
class Longer:
    """What is to be filmed."""

    shot: Shot
    files: Mapping[str, Path]
    """Content hash → file, of all that the plan stands on."""
    told: tuple[str, ...]
    """What the user should know of it, a line each."""


def longer(
    source: Path, seconds: float, prompt: str | None, inputs: Mapping[str, Path], *, reverse: bool = False,
    concepts: Sequence[str] = (),
) -> Longer:  # fmt: skip
    """The plan of a film that holds the one at `source` and `seconds` more after it, or before it with `reverse`.

    `inputs`: content hash → file, of pictures that its plan stands on; `concepts`: of the camera, in what is added.
    BadFile, BadOption, BadPrompt or UnknownName says what is wrong.
    """
    prompt = prompt or " ".join(concepts).replace("_", " ") or None
    facts = probe(source)
    if facts.fps is None:
        raise BadFile(f"“{source}” is a picture: begin a film with it by create --image.")
    files = dict(inputs)
    shot, told = _plan_of(facts, files)
    if shot is not None:
        check_seconds(seconds)
        said = NOTHING_SAID if prompt is None else onward(prompt, shot, seconds, concepts)
        shot = extended(shot, seconds, said, reverse=reverse)
    else:
        shot, said = film_onward(source, seconds, prompt, reverse=reverse, concepts=concepts)
        files[content_hash_of(source)] = source
        told += ["the film's sound is left out"] if facts.has_audio else []
    return Longer(shot, files, (*told, *unused_in(said), *_of_loop(shot)))


def unused_in(said: Onward, told: Sequence[Reading] = ()) -> list[str]:
    """A line for the words of a prompt that ask for what stays as it is, but for those that were `told` already."""
    words = dict.fromkeys(f"“{reading.words}”" for reading in said.unused if reading not in told)
    return [f"not used: {', '.join(words)}: place, light and weather stay as a film goes on"] if words else []


def _of_loop(shot: Shot) -> list[str]:
    if shot.loop:
        return ["the loop goes round again: ask for a camera move to leave it"]
    if any(take.loop for take in shot.takes):
        return ["the loop is left: the film no longer ends where it began"]
    return []


def _plan_of(facts: FilmFacts, files: Mapping[str, Path]) -> tuple[Shot | None, list[str]]:
    """The plan that the film can be filmed again from, or None; and what is to be told of that."""
    end = "it stays as it is, and a picture of it comes alive where it is made longer"
    try:
        shot = None if facts.plan is None else from_json(facts.plan)
    except BadPlan:
        return None, [f"the film's plan cannot be read: {end}"]
    if shot is None:
        return None, [f"the film carries no plan: {end}"]
    if facts.frames != shot.frame.count:
        return None, [f"the film has been cut since its plan was made: {end}"]
    inputs = shot.inputs
    if inputs.source_video or inputs.end_image or inputs.keyframes:
        return None, [f"the film goes on from another film, or between pictures: {end}"]
    missing = [one for one in inputs.hashes if one not in files]
    if inputs.start_image in missing:
        return None, [f"the picture that the film began with is not given (--input): {end}"]
    return shot, []
