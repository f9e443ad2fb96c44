"""What `create` and `plan` are asked for: a film of the prompt, of pictures, or one that goes on from a world's frames.

Knows options; how pictures and worlds are looked at is known next door, and loaded only where there are some.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dreamwright.cli.asked import shot_of
from dreamwright.cli.given import given_in
from dreamwright.cli.options import PictureOptions, ShotOptions
from dreamwright.shot.plan import Shot


@dataclass(frozen=True)
class Asked:
    """The plan that is asked for, the files it needs, and what is told of it."""

    shot: Shot
    files: Mapping[str, Path] = field(default_factory=dict)
    told: tuple[str, ...] = ()


def asked_for(prompt: str, shot: ShotOptions, pictures: PictureOptions, engine: str | None) -> Asked:
    """The plan of a prompt under these options, standing on these pictures.

    Where they are frames of one world film the world goes on through them; where only some are, that is told.
    BadPrompt, BadFile, BadOption, BadPlan or UnknownName says what is wrong.
    """
    told: tuple[str, ...] = ()
    if pictures.image or pictures.end_image or pictures.keyframe:
        from dreamwright.cli.world_frame import gone_on

        found = gone_on(prompt, shot, pictures, engine)
        if isinstance(found, Asked):
            return found
        told = found
    given = given_in(pictures)
    return Asked(shot_of(prompt, shot, given), given.files, told)
