"""Makes docs/gallery.md: a film, its contact sheet and its plan in English for each line of docs/gallery/prompts.txt.

`python scripts/gallery.py [--films FOLDER] [--only N] [--quality standard] [--size 1280x720]`
Films that FOLDER holds already, of the same plan, are not made again. Lines may end in ` # seed N`.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from pathlib import Path

from dreamwright.cli.asked import shot_of
from dreamwright.cli.options import ShotOptions
from dreamwright.cli.progress import watching
from dreamwright.errors import BadFile
from dreamwright.make.choose import choose
from dreamwright.make.make import Order, make
from dreamwright.media.provenance import read_plan
from dreamwright.media.sheet import sheet
from dreamwright.shot.codec import to_json
from dreamwright.shot.explain import explain
from dreamwright.shot.plan import Shot

DOCS = Path(__file__).parent.parent / "docs"
PROMPTS = DOCS / "gallery" / "prompts.txt"
MOST_BYTES = 150_000
OPENING = """# Gallery

<!-- Made by scripts/gallery.py; anyone can run it again. -->

Each film was made by the command under it, with nothing added: 5 seconds at 24 frames a second unless the words say
otherwise. The sheets show moments from the first frame to the last.
"""


@dataclass(frozen=True)
class Piece:
    """One film of the gallery."""

    prompt: str
    seed: int | None

    @property
    def name(self) -> str:
        return "-".join(re.findall(r"[a-z]+", self.prompt.lower())[:7])


def pieces() -> list[Piece]:
    """The lines of the prompts' file, in order."""
    found = (re.fullmatch(r"(.*?)(?:\s+# seed (\d+))?", line) for line in PROMPTS.read_text().splitlines() if line)
    return [Piece(match[1], int(match[2]) if match[2] else None) for match in found if match]


def main(words: argparse.Namespace) -> None:
    """Makes what is missing, then writes the page."""
    films = Path(words.films)
    films.mkdir(parents=True, exist_ok=True)
    parts = [OPENING]
    for number, piece in enumerate(pieces(), 1):
        shot = shot_of(piece.prompt, ShotOptions(size=words.size, seed=piece.seed))
        picture = DOCS / "gallery" / f"{piece.name}.jpg"
        if words.only in (None, number):
            _film(shot, films / f"{piece.name}.mp4", words.quality)
            sheet(films / f"{piece.name}.mp4", picture, columns=3, rows=2, max_bytes=MOST_BYTES)
        parts.append(_section(number, piece, shot, picture))
    (DOCS / "gallery.md").write_text("\n".join(parts), encoding="utf-8")


def _film(shot: Shot, path: Path, quality: str) -> None:
    if _holds(path, shot):
        return
    with watching(quiet=False) as watch:
        make(shot, Order(str(path), quality=quality), watch)


def _holds(path: Path, shot: Shot) -> bool:
    try:
        return read_plan(path) == to_json(shot)
    except BadFile:
        return False


def _section(number: int, piece: Piece, shot: Shot, picture: Path) -> str:
    seed = "" if piece.seed is None else f" --seed {piece.seed}"
    notes = [f"Not as asked: {unmet.reason}." for unmet in choose(shot).fit.unmet]
    notes += [f"Not read: {', '.join(f'“{unread.words}”' for unread in shot.unread)}."] if shot.unread else []
    lines = [
        f"## {number}. {piece.prompt}",
        *([f"![{piece.prompt}](gallery/{picture.name})"] if picture.exists() else []),
        explain(shot),
        *notes,
        f'    dreamwright create "{piece.prompt}" -o film.mp4{seed}',
        f"Seed {shot.seed}.",
    ]
    return "\n\n".join(lines) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Makes the gallery.")
    parser.add_argument("--films", default="/tmp/dreamwright-gallery", help="folder for the films")
    parser.add_argument("--only", type=int, help="make this one, by number")
    parser.add_argument("--quality", default="standard")
    parser.add_argument("--size", default="1280x720")
    main(parser.parse_args())
