"""A line to PostgreSQL that can be cut around a COMMIT.

It reads just enough of the protocol: where a message ends, which one asks for a COMMIT, and which one says that the
COMMIT was done. Everything else passes as it came.
"""

import asyncio
import random
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

SSL_REQUEST, GSS_REQUEST = 80877103, 80877104
COMMIT, COMMITTED = (b"Q", b"COMMIT\x00"), (b"C", b"COMMIT\x00")
LINE_NAME = ".s.PGSQL.5432"


class Cut(StrEnum):
    """When the line breaks."""

    BEFORE = "before COMMIT"
    AFTER = "after COMMIT"


@dataclass
class Line:
    """One client's connection, both ends."""

    client: asyncio.StreamReader
    to_client: asyncio.StreamWriter
    server: asyncio.StreamReader
    to_server: asyncio.StreamWriter
    is_doomed: bool = False

    def close(self) -> None:
        for end in (self.to_client, self.to_server):
            end.transport.abort()


class Proxy:
    """Listens in ``folder`` as PostgreSQL would; ``cuts`` counts what it did, ``commits`` what it saw."""

    def __init__(self, folder: Path, *, server: Path, seed: int) -> None:
        self.socket = folder / LINE_NAME
        self.server = server / LINE_NAME
        self.random = random.Random(seed)
        self.shares: Mapping[Cut, float] = {}
        self.cuts: Counter[Cut] = Counter()
        self.commits = 0
        self.loop = asyncio.new_event_loop()
        self.lines: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self.socket.unlink(missing_ok=True)
        # All of it in a thread of its own: a browser's loop may run in this one.
        self.thread = threading.Thread(target=self.loop.run_forever, name="proxy", daemon=True)
        self.thread.start()
        opening = asyncio.start_unix_server(self.serve, str(self.socket))
        self.listening = asyncio.run_coroutine_threadsafe(opening, self.loop).result(timeout=5)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self.hang_up(), self.loop).result(timeout=5)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(timeout=5)
        self.loop.close()

    async def hang_up(self) -> None:
        self.listening.close()
        for line in self.lines:
            line.cancel()
        await asyncio.gather(*self.lines, return_exceptions=True)

    @contextmanager
    def cutting(self, shares: Mapping[Cut, float]) -> Iterator[None]:
        """Inside, this share of all COMMITs loses its line at that moment."""
        self.shares = shares
        try:
            yield
        finally:
            self.shares = {}

    def chosen(self) -> Cut | None:
        """What becomes of the COMMIT that just came."""
        self.commits += 1
        throw = self.random.random()
        for cut, share in self.shares.items():
            if throw < share:
                return cut
            throw -= share
        return None

    async def serve(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.lines.add(task)
        try:
            server, to_server = await asyncio.open_unix_connection(str(self.server))
        except OSError:
            to_client.transport.abort()
        else:
            await self.carry(Line(client, to_client, server, to_server))
        finally:
            self.lines.discard(task)

    async def carry(self, line: Line) -> None:
        """Both directions until one of them ends; then the other does, too."""
        try:
            await greet(line)
            directions = [asyncio.ensure_future(self.outward(line)), asyncio.ensure_future(self.homeward(line))]
            try:
                await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for direction in directions:
                    direction.cancel()
                await asyncio.gather(*directions, return_exceptions=True)
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            line.close()

    async def outward(self, line: Line) -> None:
        """What the client asks."""
        while True:
            message = await read_message(line.client)
            if message == COMMIT:
                cut = self.chosen()
                if cut is Cut.BEFORE:
                    self.cuts[cut] += 1
                    return
                line.is_doomed = cut is Cut.AFTER
            await send_message(line.to_server, message)

    async def homeward(self, line: Line) -> None:
        """What the server answers; the answer to a doomed COMMIT is not delivered."""
        while True:
            message = await read_message(line.server)
            if line.is_doomed and message == COMMITTED:
                self.cuts[Cut.AFTER] += 1
                return
            await send_message(line.to_client, message)


async def greet(line: Line) -> None:
    """The opening, whose messages have no letter: questions about encryption (answered by one), then the start."""
    while True:
        size = await line.client.readexactly(4)
        body = await line.client.readexactly(int.from_bytes(size) - 4)
        line.to_server.write(size + body)
        if int.from_bytes(body[:4]) not in (SSL_REQUEST, GSS_REQUEST):
            return
        line.to_client.write(await line.server.readexactly(1))


async def read_message(source: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """A message's letter and body."""
    letter, size = await source.readexactly(1), await source.readexactly(4)
    return letter, await source.readexactly(int.from_bytes(size) - 4)


async def send_message(target: asyncio.StreamWriter, message: tuple[bytes, bytes]) -> None:
    letter, body = message
    target.write(letter + (len(body) + 4).to_bytes(4) + body)
    await target.drain()
