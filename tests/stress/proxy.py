"""A way to a server that can be slow, or fall silent without a word: `python -m tests.stress.proxy HOST PORT SOCKET`.

Forwards each connection to a Unix socket. Commands come on the standard input, a line each: `delay SECONDS` holds back every
piece that a client sends, `halt` moves nothing any more and closes nothing, `pass` goes on. Prints its port once it listens.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress


class Proxy:
    """Forwards bytes between clients and one Unix socket."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._delay = 0.0
        self._open = asyncio.Event()
        self._open.set()

    async def serve(self, host: str, port: int) -> None:
        """Listens until the standard input ends."""
        server = await asyncio.start_server(self._client, host, port)
        print(server.sockets[0].getsockname()[1], flush=True)
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            self._obey(*line.split())
            print("done", flush=True)

    def _obey(self, command: str, *values: str) -> None:
        if command == "halt":
            self._open.clear()
        else:
            self._delay = float(values[0]) if values else 0.0
            self._open.set()

    async def _client(self, heard: asyncio.StreamReader, said: asyncio.StreamWriter) -> None:
        await self._open.wait()
        try:
            reader, writer = await asyncio.open_unix_connection(self._target)
        except OSError:
            said.close()
            return
        await asyncio.gather(self._forward(heard, writer, held_back=True), self._forward(reader, said, held_back=False))

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, held_back: bool) -> None:
        with suppress(OSError):
            while data := await reader.read(1 << 16):
                if held_back and self._delay:
                    await asyncio.sleep(self._delay)
                await self._open.wait()
                writer.write(data)
                await writer.drain()
        writer.close()


if __name__ == "__main__":
    asyncio.run(Proxy(sys.argv[3]).serve(sys.argv[1], int(sys.argv[2])))
