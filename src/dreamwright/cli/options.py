"""Every option that commands share, declared once: name, sentence, default.

Knows how options are spelled; what their values mean is checked in asked.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

SHOT = "The shot"
PICTURES = "The pictures"
FILM = "The film"

Prompt = Annotated[str, typer.Argument(metavar="PROMPT", help="What to film, in plain English.", show_default=False)]
Output = Annotated[
    str,
    typer.Option("--output", "-o", help="The file to make; its ending sets the format.", show_default=False),
]


@dataclass(frozen=True)
class ShotOptions:
    """What can be set beside the prompt; an option wins over the prompt's words."""

    aspect: Annotated[
        str | None, typer.Option(help="Width to height: 16:9, 9:16, 1:1, 2.39:1 …", rich_help_panel=SHOT)
    ] = None
    resolution: Annotated[
        str | None, typer.Option(help="Short side: 360p, 540p, 720p, 1080p or 4k.", rich_help_panel=SHOT)
    ] = None
    size: Annotated[str | None, typer.Option(help="Width and height in pixels, as 1280x720.", rich_help_panel=SHOT)] = (
        None
    )
    duration: Annotated[float | None, typer.Option(help="Seconds, 0.1 to 60.", rich_help_panel=SHOT)] = None
    fps: Annotated[float | None, typer.Option(help="Frames per second, 1 to 120.", rich_help_panel=SHOT)] = None
    seed: Annotated[
        int | None, typer.Option(help="0 to 9007199254740991; another seed is another place.", rich_help_panel=SHOT)
    ] = None
    concept: Annotated[
        list[str],
        typer.Option(help="A camera concept such as crane_up; may be repeated.", rich_help_panel=SHOT),
    ] = field(default_factory=list)
    loop: Annotated[bool, typer.Option("--loop", help="End where it began.", rich_help_panel=SHOT)] = False


@dataclass(frozen=True)
class PictureOptions:
    """The pictures that the film shows, what is known of the first, and pictures that the film looks like."""

    image: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The film begins with this picture (JPEG, PNG, WebP, AVIF, HEIC or TIFF), and has its shape, "
            "720 pixels on the short side, unless a size, an aspect or a resolution is asked for.",
            rich_help_panel=PICTURES,
        ),
    ] = None
    end_image: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The film ends with this picture.", rich_help_panel=PICTURES),
    ] = None
    keyframe: Annotated[
        list[str],
        typer.Option(
            metavar="SECOND=FILE",
            help="The film shows this picture at this second, as 2.5=photo.jpg; may be repeated, at most 64 times.",
            rich_help_panel=PICTURES,
        ),
    ] = field(default_factory=list)
    depth: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="How near the first picture's points are: white near, black far.",
            rich_help_panel=PICTURES,
        ),
    ] = None
    mask: Annotated[
        list[str],
        typer.Option(
            metavar="REGION=FILE",
            help="Where the first picture shows sky, water, waterfall, foliage, smoke, fire, person or hair: white; "
            "may be repeated.",
            rich_help_panel=PICTURES,
        ),
    ] = field(default_factory=list)
    style: Annotated[
        list[str],
        typer.Option(
            metavar="FILE[:WEIGHT]",
            help="Take palette, contrast and grain from this picture, by a weight from 0 to 1; may be repeated.",
            rich_help_panel=PICTURES,
        ),
    ] = field(default_factory=list)
    fit: Annotated[
        str,
        typer.Option(
            help="How a picture of another shape fills the film: crop, or outpaint what is missing.",
            rich_help_panel=PICTURES,
        ),
    ] = "crop"


@dataclass(frozen=True)
class FilmOptions:
    """How a plan becomes a file."""

    quality: Annotated[str, typer.Option(help="draft, standard or high.", rich_help_panel=FILM)] = "standard"
    engine: Annotated[str | None, typer.Option(help="The engine to film with.", rich_help_panel=FILM)] = None
    codec: Annotated[
        str | None,
        typer.Option(help="Instead of the ending's own: h264, hevc, vp9, av1 …", rich_help_panel=FILM),
    ] = None
    still: Annotated[
        float | None, typer.Option(help="Make one picture, at this second of the film.", rich_help_panel=FILM)
    ] = None
    sequence: Annotated[
        bool, typer.Option("--sequence", help="Make one numbered picture per frame.", rich_help_panel=FILM)
    ] = False
    device: Annotated[str, typer.Option(help="auto, or cpu to leave a GPU alone.", rich_help_panel=FILM)] = "auto"
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.", rich_help_panel=FILM)] = False
