"""How much room is left on the disks we write to."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

LITTLE = 0.15
TOO_LITTLE = 0.05


@dataclass(frozen=True)
class Room:
    """A place we write to; bytes."""

    place: str
    path: str
    free: int
    total: int

    @property
    def share(self) -> float:
        """What is free, from 0 to 1."""
        return self.free / self.total if self.total else 0.0


def rooms() -> Sequence[Room]:
    """Our data and the uploads; a folder that is not there yet counts as the one it will be made in."""
    return [_room("data", settings.DATA_DIR), _room("uploads", settings.MEDIA_ROOT)]


def _room(place: str, path: Path) -> Room:
    there = next(folder for folder in (path, *path.parents) if folder.exists())
    usage = shutil.disk_usage(there)
    return Room(place, str(path), usage.free, usage.total)
