"""What a file from a stranger holds, as one line of JSON: `python -m dreamwright.worker.examine FILE`.

Runs in a process of its own, whose memory and time the caller limits: a decoder may meet anything here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

from dreamwright.errors import BadFile
from dreamwright.service.inputs.kinds import kind_of, media_type_of

MOST_FILM_SIDE: Final = 8_192
"""Pixels of a film, across or down."""


def facts(path: Path) -> dict[str, Any]:
    """Width, height, and of a film its times, once it was read to its end; BadFile says what is wrong with it."""
    return _picture(path) if kind_of(media_type_of(path)) == "picture" else _film(path)


def _picture(path: Path) -> dict[str, Any]:
    from dreamwright.media.pictures import check_picture_file

    width, height = check_picture_file(path)
    return {"width": width, "height": height}


def _film(path: Path) -> dict[str, Any]:
    from dreamwright.media.probe import probe

    film = probe(path)
    if not 0 < max(film.width, film.height) <= MOST_FILM_SIDE:
        raise BadFile(f"“{path}” is {film.width} × {film.height} pixels: the most is {MOST_FILM_SIDE} a side.")
    return {
        "width": film.width,
        "height": film.height,
        "duration_s": film.duration_s,
        "fps": None if film.fps is None else float(film.fps),
        "frames": film.frames,
        "has_audio": film.has_audio,
    }


def main(path: Path) -> int:
    """Exit status: 0 with the facts, 2 with the sentence that tells what is wrong."""
    try:
        print(json.dumps(facts(path)))
    except BadFile as error:
        print(json.dumps({"error": str(error).replace(f"“{path}”", "The file")}))
        return BadFile.exit_status
    except MemoryError:
        print(json.dumps({"error": "The file needs too much memory to be read."}))
        return BadFile.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
