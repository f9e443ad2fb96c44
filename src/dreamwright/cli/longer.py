"""What `extend` does: find how the film was made, plan it longer, say how, and film it.

Knows files, options and sentences; the plan's arithmetic is make's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dreamwright.cli.deliver import Delivery, deliver
from dreamwright.cli.options import FilmOptions
from dreamwright.errors import BadFile, BadOption, BadPlan
from dreamwright.make.extend import NOTHING_SAID, check_seconds, extended
from dreamwright.make.onward import film_onward
from dreamwright.media.pictures import content_hash_of
from dreamwright.media.probe import FilmFacts, probe
from dreamwright.prompt.parse import Onward, onward
from dreamwright.shot.codec import from_json
from dreamwright.shot.plan import Shot


@dataclass(frozen=True)
class Asked:
    """What is asked of the longer film."""

    output: str
    prompt: str | None
    seconds: float
    reverse: bool
    inputs: tuple[Path, ...]
    save_plan: Path | None


def longer(source: Path, asked: Asked, options: FilmOptions) -> None:
    """Films `source` again, longer; BadFile, BadOption or BadPrompt says what is wrong before anything is written."""
    facts = probe(source)
    if facts.fps is None:
        raise BadFile(f"“{source}” is a picture: begin a film with it by create --image.")
    if _same(source, Path(asked.output)):
        raise BadOption(f"“{asked.output}” is the film itself: give the longer one another name.")
    files = {content_hash_of(path): path for path in asked.inputs}
    shot, told = _plan_of(facts, files)
    _check_inputs(shot, files)
    if shot is not None:
        check_seconds(asked.seconds)
        said = NOTHING_SAID if asked.prompt is None else onward(asked.prompt, shot, asked.seconds)
        shot = extended(shot, asked.seconds, said, reverse=asked.reverse)
    else:
        shot, said = film_onward(source, asked.seconds, asked.prompt, reverse=asked.reverse)
        files[content_hash_of(source)] = source
        told += ["the film's sound is left out"] if facts.has_audio else []
    told += unused_in(said)
    if shot.loop:
        told.append("the loop goes round again: ask for a camera move to leave it")
    elif any(take.loop for take in shot.takes):
        told.append("the loop is left: the film no longer ends where it began")
    deliver(shot, Delivery(asked.output, asked.save_plan, files, tuple(told)), options)


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


def unused_in(said: Onward) -> list[str]:
    """A line for the words of a prompt that ask for what stays as it is."""
    words = dict.fromkeys(f"“{reading.words}”" for reading in said.unused)
    return [f"not used: {', '.join(words)}: place, light and weather stay as a film goes on"] if words else []


def _check_inputs(shot: Shot | None, files: Mapping[str, Path]) -> None:
    for content_hash, path in files.items():
        if shot is None or content_hash not in shot.inputs.hashes:
            raise BadOption(f"“{path}” is none of the pictures that the film was made with.")


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
