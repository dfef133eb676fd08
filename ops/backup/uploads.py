"""Files customers, staff and packers uploaded: copied with a checksum each, and looked at again."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

BLOCK = 1024 * 1024


@dataclass(frozen=True)
class KeptFile:
    """A file of a backup: its path below the uploads, bytes, and SHA-256."""

    path: str
    size: int
    sha256: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def copy_uploads(source: Path, target: Path) -> list[KeptFile]:
    """Every file below ``source``; one that goes while we copy is left out, as the books say that it is gone."""
    target.mkdir(parents=True)
    kept = []
    for path in files_below(source):
        there = target / path
        there.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(source / path, there)
        except FileNotFoundError:
            there.unlink(missing_ok=True)
            continue
        kept.append(KeptFile(path.as_posix(), there.stat().st_size, sha256_of(there)))
    return kept


def files_below(folder: Path) -> Iterator[Path]:
    """Regular files, sorted, by their path below ``folder``; links are not followed."""
    for path in sorted(folder.rglob("*")) if folder.exists() else ():
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(folder)


def damage_of(folder: Path, kept: list[Mapping[str, Any]]) -> list[str]:
    """A sentence for each file that is missing or not what it was."""
    found = []
    for one in kept:
        path = folder / str(one["path"])
        if not path.is_file():
            found.append(f"The upload {one['path']} is missing from the backup.")
        elif sha256_of(path) != one["sha256"]:
            found.append(f"The upload {one['path']} is not what it was when the backup was taken.")
    return found


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
