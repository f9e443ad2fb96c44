"""What `extend` does: plan the film longer, say how, and film it. Knows files and options; the planning is make's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dreamwright.cli.deliver import Delivery, deliver
from dreamwright.cli.options import FilmOptions
from dreamwright.errors import BadOption
from dreamwright.make import longer as planning
from dreamwright.media.pictures import content_hash_of


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
    if _same(source, Path(asked.output)):
        raise BadOption(f"“{asked.output}” is the film itself: give the longer one another name.")
    files = {content_hash_of(path): path for path in asked.inputs}
    made = planning.longer(source, asked.seconds, asked.prompt, files, reverse=asked.reverse)
    for content_hash, path in files.items():
        if content_hash not in made.shot.inputs.hashes:
            raise BadOption(f"“{path}” is none of the pictures that the film was made with.")
    deliver(made.shot, Delivery(asked.output, asked.save_plan, made.files, made.told), options)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
