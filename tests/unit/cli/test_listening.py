"""The socket that the server listens at."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

from dreamwright.cli.server import listening
from dreamwright.settings import read_settings


def test_answers_do_not_wait_for_an_acknowledgement(tmp_path: Path) -> None:
    """Nagle's algorithm holds the body of an answer back until its head is acknowledged: 40 ms."""
    told = asyncio.Event()
    options = []

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        options.append(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()
        told.set()

    async def ask(listener: socket.socket) -> None:
        async with await asyncio.start_server(answer, sock=listener):
            _, writer = await asyncio.open_connection(*listener.getsockname())
            await told.wait()
            writer.close()

    with listening(read_settings(data=tmp_path, port=0)) as listener:
        asyncio.run(ask(listener))
    assert options == [1]
