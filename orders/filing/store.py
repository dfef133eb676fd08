"""Where files lie: a private storage no address leads to. Rows say what they are; a file without a row is swept."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages

FOLDER = "attachments"


def storage() -> Storage:
    return storages["attachments"]


def write_file(content: bytes) -> str:
    """The path of a new file with this content, safe on the disk when it returns."""
    token = uuid4().hex
    path = storage().save(f"{FOLDER}/{token[:2]}/{token}", ContentFile(content))
    with suppress(NotImplementedError):  # a storage elsewhere answers only when it has it
        _flush(storage().path(path))
    return path


def open_file(path: str) -> "File[bytes]":
    """Raises FileNotFoundError when the file is gone."""
    return storage().open(path, "rb")


def read_file(path: str) -> bytes:
    """Raises FileNotFoundError when the file is gone."""
    with open_file(path) as file:
        return file.read()


def erase_file(path: str) -> None:
    """Twice is as good as once."""
    storage().delete(path)


def paths_older_than(moment: datetime) -> Iterator[str]:
    """Paths of all files written before ``moment``."""
    for folder in _entries(FOLDER)[0]:
        for name in _entries(f"{FOLDER}/{folder}")[1]:
            path = f"{FOLDER}/{folder}/{name}"
            with suppress(FileNotFoundError):  # somebody else swept it
                if storage().get_modified_time(path) < moment:
                    yield path


def _entries(folder: str) -> tuple[list[str], list[str]]:
    try:
        return storage().listdir(folder)
    except FileNotFoundError:
        return [], []


def _flush(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
