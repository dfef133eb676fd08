"""A real Valkey as a child: nothing evicted, every write kept, one private socket."""

import contextlib
import socket
from pathlib import Path

from oms.embedded.binaries import valkey_program
from oms.embedded.children import Child
from oms.embedded.places import Places

DATABASES = 64


def valkey(places: Places, *, mark: str, throwaway: bool) -> Child:
    """The broker and cache of ``places``."""
    home = places.data / "valkey"

    def before() -> None:
        home.mkdir(exist_ok=True, mode=0o700)

    settings = {
        "port": "0",
        "unixsocket": str(socket_of(places)),
        "unixsocketperm": "700",
        "dir": str(home),
        "databases": str(DATABASES),
        "appendonly": "no" if throwaway else "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "loglevel": "warning",
        "set-proc-title": "no",  # it would write over the environment by which we know our own
    }
    return Child(
        name="valkey",
        argv=[str(valkey_program()), *(word for name, value in settings.items() for word in (f"--{name}", value))],
        log=places.logs / "valkey.log",
        mark=mark,
        before=before,
    )


def socket_of(places: Places) -> Path:
    return places.sockets / "valkey.sock"


def redis_url(places: Places, *, number: int = 0) -> str:
    return f"unix://{socket_of(places)}?db={number}"


def answers(places: Places) -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as wire:
        wire.settimeout(1)
        wire.connect(str(socket_of(places)))
        wire.sendall(b"PING\r\n")
        return wire.recv(16).startswith(b"+PONG")
    return False
