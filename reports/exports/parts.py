"""The file of an export on the disk: parts first, each whole before it is recorded, then the file under its name."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.core.files.storage import storages

from core.errors import Misconfigured

BLOCK = 1024 * 1024
_MODE = 0o600


@dataclass(frozen=True)
class Whole:
    """A file that lies under its own name."""

    size: int
    sha256: str


def place_of(name: str) -> Path:
    """Where a file lies. Raises Misconfigured for a storage without a disk."""
    try:
        return Path(storages["attachments"].path(name))
    except NotImplementedError as error:
        raise Misconfigured("Exports need a storage on a disk that web and workers share.") from error


def write_part(name: str, *, hand: int, after: int, write: Callable[[IO[bytes]], int]) -> tuple[str, int]:
    """Name and rows of a new part beside ``name``, on the disk for good when it returns. Nobody else writes into it."""
    part = f"{name}.{hand}-{after}.part"
    path = place_of(part)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _opened(path) as file:
        rows = write(file)
    return part, rows


def put_together(name: str, *, hand: int, head: bytes, parts: Sequence[str]) -> Whole:
    """Head and parts as one file, complete under ``name`` or not there at all; again gives the same file."""
    path = place_of(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unready = path.with_name(f"{path.name}.{hand}.tmp")
    digest = hashlib.sha256(head)
    size = len(head)
    with _opened(unready) as file:
        file.write(head)
        for part in parts:
            for block in _blocks(place_of(part)):
                digest.update(block)
                size += len(block)
                file.write(block)
    unready.replace(path)
    _sync_folder(path.parent)
    return Whole(size, digest.hexdigest())


def room_left(name: str) -> int:
    """Bytes that are free where the file will lie."""
    folder = place_of(name).parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return shutil.disk_usage(folder).free


def drop_parts(name: str) -> None:
    """Remove what was only on the way to ``name``; the file itself stays."""
    path = place_of(name)
    for one in path.parent.glob(f"{path.name}.*"):
        one.unlink(missing_ok=True)


def drop_file(name: str) -> None:
    """Remove the file and all that was on the way to it; twice is harmless."""
    drop_parts(name)
    place_of(name).unlink(missing_ok=True)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """A new file that only we may read; on the disk when the block ends."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
