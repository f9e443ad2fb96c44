"""Makes docs/gallery-pictures.md: a picture, the film it became and the command for each piece of pictures.toml.

`python scripts/gallery_pictures.py [--films FOLDER] [--only NAME] [--quality standard]`
Photographs are those that ship in scikit-image and scikit-learn: have both installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import tomllib
from dataclasses import dataclass
from pathlib import Path

import cv2

from dreamwright.cli.asked import shot_of
from dreamwright.cli.given import given_in
from dreamwright.cli.options import PictureOptions, ShotOptions
from dreamwright.cli.progress import watching
from dreamwright.make.make import Made, Order, make
from dreamwright.media.sheet import sheet
from dreamwright.media.stills import jpeg
from dreamwright.shot.codec import to_json

DOCS = Path(__file__).parent.parent / "docs"
PIECES = DOCS / "gallery" / "pictures.toml"
BEFORE_WIDTH = 640
MOST_BYTES = 150_000
OPENING = """# Pictures that came alive

<!-- Made by scripts/gallery_pictures.py; anyone can run it again. -->

Each film was made of the picture above it by the command under it: no depth map, no mask. The sheets show
moments from the first frame to the last. What the engine could not do as asked is told as it told it.
"""


@dataclass(frozen=True)
class Piece:
    """One picture and what becomes of it."""

    name: str
    prompt: str
    world: str | None = None
    file: str | None = None
    credit: str = "filmed by the world engine"


def main(words: argparse.Namespace) -> None:
    """Makes what is asked for, then writes the page."""
    films = Path(words.films)
    films.mkdir(parents=True, exist_ok=True)
    pieces = [Piece(**fields) for fields in tomllib.loads(PIECES.read_text())["piece"]]
    for piece in pieces:
        if words.only in (None, piece.name):
            _make(piece, films, words.quality)
    parts = [OPENING, *(_section(number, piece) for number, piece in enumerate(pieces, 1))]
    (DOCS / "gallery-pictures.md").write_text("\n".join(parts), encoding="utf-8")


def _make(piece: Piece, films: Path, quality: str) -> None:
    picture = _picture(piece, films)
    given = given_in(PictureOptions(image=picture))
    shot = shot_of(piece.prompt, ShotOptions(), given)
    film = films / f"{piece.name}.mp4"
    with watching(quiet=False) as watch:
        made = make(shot, Order(str(film), "parallax", quality=quality, files=given.files), watch)
    sheet(film, _part(piece, "after.jpg"), columns=3, rows=2, max_bytes=MOST_BYTES)
    _before(picture, _part(piece, "before.jpg"))
    _part(piece, "told.txt").write_text("\n".join(_told(made)) + "\n", encoding="utf-8")
    (films / f"{piece.name}.json").write_text(to_json(shot), encoding="utf-8")


def _picture(piece: Piece, films: Path) -> Path:
    """The picture as a file."""
    if piece.file is not None:
        package, _, rest = piece.file.partition("/")
        found = importlib.util.find_spec(package)
        if found is None or found.origin is None:
            raise SystemExit(f"{piece.name} needs a picture that ships in {package}: install it.")
        return Path(found.origin).parent / rest
    path = films / f"{piece.name}.png"
    if not path.exists():
        shot = shot_of(str(piece.world), ShotOptions())
        make(shot, Order(str(path), "world", still_s=0.0))
    return path


def _before(picture: Path, to: Path) -> None:
    whole = cv2.imread(str(picture))
    height = round(whole.shape[0] * BEFORE_WIDTH / whole.shape[1])
    small = cv2.resize(whole, (BEFORE_WIDTH, height), interpolation=cv2.INTER_AREA)
    to.write_bytes(jpeg(cv2.cvtColor(small, cv2.COLOR_BGR2RGB), {}, 85))


def _told(made: Made) -> list[str]:
    return [*made.fit.told, *(f"not as asked: {unmet.field}: {unmet.reason}" for unmet in made.fit.unmet)]


def _part(piece: Piece, end: str) -> Path:
    folder = DOCS / "gallery" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{piece.name}-{end}"


def _section(number: int, piece: Piece) -> str:
    told = _part(piece, "told.txt")
    engine = " --engine parallax" if piece.world else ""  # a still of a world would be gone on from by its world
    lines = [
        f"## {number}. {piece.prompt}",
        f"![before: {piece.name}](gallery/pictures/{piece.name}-before.jpg)",
        f"Before: {piece.credit}.",
        f"![after: {piece.prompt}](gallery/pictures/{piece.name}-after.jpg)",
        f'    dreamwright create "{piece.prompt}" --image {piece.name}.png{engine} -o {piece.name}.mp4',
        *(f"- {line}" for line in (told.read_text().splitlines() if told.exists() else ())),
    ]
    return "\n\n".join(lines) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Makes the gallery of pictures.")
    parser.add_argument("--films", default="/tmp/dreamwright-pictures", help="folder for the films")
    parser.add_argument("--only", help="make this one, by name")
    parser.add_argument("--quality", default="standard")
    main(parser.parse_args())
