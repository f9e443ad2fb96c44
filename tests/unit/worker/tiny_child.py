"""A child process as cheap as can be, for tests of the worker's own workings: it does what the plan's prompt says.

Words: `film` (makes one), `sleep N`, `crash`, `refuse`, `fault`, `pid FILE` (writes its number),
`spawn FILE` (starts a process that would outlive it, and writes that one's number),
`once FILE crash` (crashes where FILE is missing, and makes it).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from dreamwright.worker.child import _die_with_parent

_die_with_parent()
request = json.loads(sys.stdin.read())
words = request["commission"]["shot"]["prompt"].split()
folder = Path(request["folder"])


def say(**message: object) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


say(progress={"stage": "filming", "done": 0, "total": 2})
while words:
    word = words.pop(0)
    if word == "sleep":
        time.sleep(float(words.pop(0)))
    elif word == "crash":
        os.kill(os.getpid(), 11)
    elif word == "once":
        path = Path(words.pop(0))
        if path.exists():
            words.pop(0)
        path.touch()
    elif word == "refuse":
        say(refused="There is no such place.")
        sys.exit(0)
    elif word == "fault":
        say(fault="The disk is full.")
        sys.exit(0)
    elif word == "pid":
        Path(words.pop(0)).write_text(str(os.getpid()))
    elif word == "spawn":
        other = subprocess.Popen(["sleep", "60"])
        Path(words.pop(0)).write_text(str(other.pid))
    elif word == "film":
        from PIL import Image

        picture = Image.new("RGB", (64, 36), (200, 100, 50))
        picture.save(folder / "preview-00000.jpg")
        say(preview="preview-00000.jpg")
        picture.save(folder / "poster.jpg")
        (folder / "film.mp4").write_bytes(b"film of " + json.dumps(request["files"]).encode())
        say(done={"frames": 12, "width": 64, "height": 36, "seconds": 0.5})
