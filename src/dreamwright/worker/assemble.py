"""A commission and its files → the plan that is filmed and the files that it names. Runs in the film's own process.

Knows plans and films' frames; knows no job, no store and no database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dreamwright.errors import BadFile
from dreamwright.media.decode import FilmReader
from dreamwright.media.pictures import content_hash_of
from dreamwright.media.probe import probe
from dreamwright.media.stills import png
from dreamwright.service.commission import Commission, Source
from dreamwright.shot.codec import from_data, revised
from dreamwright.shot.plan import Shot
from dreamwright.worker.request import Request

UNLOOPED = "not as asked: loop: the pictures that are there stay, so the film does not end where it began"


@dataclass
class Assembled:
    """What is filmed."""

    shot: Shot
    files: dict[str, Path]
    told: list[str] = field(default_factory=list)
    made: list[Path] = field(default_factory=list)
    """Frames taken from films: the plan names them, and they must be kept as long as it."""


def assembled(request: Request) -> Assembled:
    """The plan and its files; BadInput, in one sentence, where they do not go together."""
    asked = request.asked
    files = {content_hash: Path(path) for content_hash, path in request.files.items()}
    if request.origin is not None:
        return _longer(request, asked, files)
    assert asked.shot is not None
    work = Assembled(from_data(asked.shot), files)
    given = [(source, _picture(work, source, Path(path), Path(request.folder)))
             for source, path in zip(asked.sources, request.materials, strict=True)]  # fmt: skip
    if given:
        work.shot = revised(work.shot, inputs=_inputs(work.shot, given))
    return work


def _longer(request: Request, asked: Commission, files: dict[str, Path]) -> Assembled:
    from dreamwright.make.longer import longer

    assert asked.extension is not None
    assert request.origin is not None
    extension = asked.extension
    made = longer(Path(request.origin), extension.seconds, asked.prompt or None, files,
                  reverse=extension.backward, concepts=extension.concepts)  # fmt: skip
    unlooped = [UNLOOPED] if extension.loop and not made.shot.loop else []
    return Assembled(made.shot, dict(made.files), [*made.told, *unlooped])


def _picture(work: Assembled, source: Source, path: Path, folder: Path) -> str:
    """The content hash of a source, which `work.files` knows from now on; of a film, of one of its frames."""
    facts = probe(path) if source.role in ("start_image", "end_image", "keyframe", "style") else None
    if facts is not None and facts.fps is not None:
        path = _frame(path, source, folder / f"frame-{len(work.made)}.png")
        work.made.append(path)
    content_hash = content_hash_of(path)
    work.files.setdefault(content_hash, path)
    return content_hash


def _frame(film: Path, source: Source, to: Path) -> Path:
    with FilmReader(film) as reader:
        k = 0 if source.frame == "first" else len(reader) - 1
        to.write_bytes(png(reader[k], {}))
    return to


def _inputs(shot: Shot, given: list[tuple[Source, str]]) -> dict[str, Any]:
    """The plan's inputs with these pictures in their places."""
    inputs: dict[str, Any] = shot.inputs.model_dump(mode="json")
    for source, content_hash in given:
        if source.role in ("start_image", "end_image", "depth"):
            inputs[source.role] = content_hash
        elif source.role == "keyframe":
            inputs["keyframes"] = sorted([*inputs["keyframes"], [source.second, content_hash]])
        elif source.role == "style":
            inputs["style_images"] = [*inputs["style_images"], [content_hash, source.weight]]
        elif source.role == "mask":
            inputs["masks"] = [*inputs["masks"], [source.region, content_hash]]
        else:
            raise BadFile("A film can be gone on from, and not be a picture of another film.")
    return inputs
