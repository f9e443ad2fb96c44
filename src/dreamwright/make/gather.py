"""The pictures that a plan stands on: all there, readable, and of sizes that can meet; read when an engine asks.

Knows the plan's inputs and picture files; knows no engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dreamwright.errors import BadFile, BadOption
from dreamwright.frames import Array, Frames, StillPicture
from dreamwright.media.decode import frames
from dreamwright.media.pictures import Size, check_picture_file, read_picture, read_plane
from dreamwright.media.probe import probe
from dreamwright.shot.plan import FrameSpec, Inputs, Shot
from dreamwright.shot.takes import first

SMALLEST = 16
"""Pixels: a film that shows fewer of a picture's shows nothing of it."""
SAME_SHAPE = 0.01
"""Share by which a map's shape may differ from the picture's: sizes are rounded to whole pixels."""


@dataclass(frozen=True)
class Gathered:
    """Files by content hash, and what is in them."""

    files: Mapping[str, Path] = field(default_factory=dict)
    _films: dict[str, Frames] = field(default_factory=dict, compare=False, repr=False)
    """Held open, for a film's pictures are read one after the other."""

    def picture(self, content_hash: str, cover: Size | None = None) -> StillPicture:
        """Upright linear light; see `read_picture`."""
        return read_picture(self.files[content_hash], cover)

    def plane(self, content_hash: str, cover: Size | None = None) -> Array:
        """A depth map or mask, 0-1; see `read_plane`."""
        return read_plane(self.files[content_hash], cover)

    def film(self, content_hash: str) -> Frames:
        """A film's pictures in linear light; see `decode.frames`."""
        if content_hash not in self._films:
            self._films[content_hash] = frames(self.files[content_hash])
        return self._films[content_hash]


def gather(shot: Shot, files: Mapping[str, Path]) -> Gathered:
    """The plan's pictures among `files`.

    BadOption names one that is missing or cannot meet the film, BadFile one that cannot be read to its end.
    """
    inputs = shot.inputs
    for content_hash in inputs.hashes:
        if content_hash not in files:
            raise BadOption(
                f"The plan's {_role(inputs, content_hash)} is missing: give the file whose content is {content_hash}."
            )
    wanted = {content_hash: files[content_hash] for content_hash in inputs.hashes}
    sizes = {one: check_picture_file(path) for one, path in wanted.items() if one != inputs.source_video}
    for _, content_hash in inputs.pictures:
        _check_meets(wanted[content_hash], sizes[content_hash], shot)
    if inputs.source_video:
        _check_film(wanted[inputs.source_video], shot)
    for name, content_hash in _maps(inputs):
        _check_shape(name, sizes[content_hash], sizes[inputs.pictures[0][1]])
    return Gathered(wanted)


def _role(inputs: Inputs, content_hash: str) -> str:
    """What a file is to the plan, in words."""
    roles = [("start image", inputs.start_image), ("end image", inputs.end_image), ("source film", inputs.source_video)]
    roles += [(f"keyframe at {second:g} s", picture) for second, picture in inputs.keyframes]
    roles += [*_maps(inputs), *(("style image", style) for style, _ in inputs.style_images)]
    return next(role for role, known in roles if known == content_hash)


def _maps(inputs: Inputs) -> Iterator[tuple[str, str]]:
    if inputs.depth:
        yield "depth map", inputs.depth
    yield from ((f"mask of {region}", mask) for region, mask in inputs.masks)


def _check_meets(path: Path, size: Size, shot: Shot) -> None:
    """BadFile where nearly nothing of the picture is seen in the film, or next to nothing of the film is picture."""
    width, height = _seen(size, shot.frame) if shot.inputs.fit == "crop" else _laid(size, shot.frame)
    if min(width, height) < SMALLEST or min(size) < SMALLEST:
        raise BadFile(
            f"“{path}” is {size[0]}×{size[1]} pixels, and cannot fill a film of {shot.frame.width}×{shot.frame.height}."
        )


def _seen(size: Size, frame: FrameSpec) -> tuple[float, float]:
    """Width and height of the part of a picture that a film of another shape crops out."""
    shape = frame.width / frame.height
    return min(size[0], size[1] * shape), min(size[1], size[0] / shape)


def _laid(size: Size, frame: FrameSpec) -> tuple[float, float]:
    """Width and height, in the film, of a picture that lies in it whole."""
    scale = min(frame.width / size[0], frame.height / size[1])
    return size[0] * scale, size[1] * scale


def _check_film(path: Path, shot: Shot) -> None:
    """BadFile where the film is not the one that the plan's first take was."""
    facts, given = probe(path), first(shot)
    if facts.fps is None:
        raise BadFile(f"“{path}” is a picture, and the plan goes on from a film.")
    if not shot.takes or facts.frames != given.frame.count:
        raise BadFile(f"“{path}” has {facts.frames} pictures, and the film that the plan goes on from another number.")


def _check_shape(name: str, size: Size, picture: Size) -> None:
    if abs(size[0] * picture[1] / (size[1] * picture[0]) - 1) > SAME_SHAPE:
        raise BadFile(
            f"The {name} is {size[0]}×{size[1]} pixels and the picture {picture[0]}×{picture[1]}: "
            "it must have the picture's size, or at least its shape."
        )
