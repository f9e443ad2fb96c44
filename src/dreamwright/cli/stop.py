"""Ctrl-C that is answered at once, even while a long piece of native code runs.

Python hears a signal only between two of its own steps; a frame at 4K may take seconds. So a second thread
hears it too, gives the first one a moment to end by itself, and then ends the process without leaving a file.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

GRACE_S = 0.6
INTERRUPTED = 130
SHOW_CURSOR = "\r\x1b[2K\x1b[?25h"
"""A progress bar hides it, and clears its own line, only when it ends by itself."""
SENTENCE = "stopped; no file was left."


def promptly() -> None:
    """From now on SIGINT and SIGTERM end this process within a second; to be called once, in the main thread."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if os.name != "posix":
        return
    ear, mouth = os.pipe()
    os.set_blocking(mouth, False)
    signal.set_wakeup_fd(mouth, warn_on_full_buffer=False)
    threading.Thread(target=_listen, args=(ear,), name="stop", daemon=True).start()


def _listen(ear: int) -> None:
    while os.read(ear, 1)[0] not in (signal.SIGINT, signal.SIGTERM):
        pass
    time.sleep(GRACE_S)
    _end()


def _end() -> None:
    make = sys.modules.get("dreamwright.make.live")
    if make is not None:
        make.abandon_all()
    shown_again = SHOW_CURSOR if sys.stderr.isatty() else ""
    os.write(sys.stderr.fileno(), f"{shown_again}dreamwright: {SENTENCE}\n".encode())
    os._exit(INTERRUPTED)
