"""The files of a base backup, held against the checksums the server wrote down for them.

Looked at here and not by ``pg_verifybackup``: the sentences are ours, and not every build of it runs everywhere.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ops.backup.uploads import files_below, sha256_of

LIST = "backup_manifest"
# Not in the server's own list: the list itself, and the log, which proves itself when it is read at the start.
UNLISTED = (LIST, "pg_wal/")


def damage_of_files(folder: Path) -> list[str]:
    """A sentence for each file that is missing, changed, or was never part of the backup; empty when all are right."""
    try:
        text = (folder / LIST).read_bytes()
        told: dict[str, Any] = json.loads(text)
    except (OSError, ValueError):
        return [f"The list of files {LIST} is missing or cannot be read: this is no complete base backup."]
    if checksum_of_list(text) != told.get("Manifest-Checksum"):
        return [f"The list of files {LIST} was changed after the backup was taken."]
    listed = {str(one["Path"]): one for one in told["Files"] if "Path" in one}
    return [*_damaged(folder, listed), *_strange(folder, listed)]


def checksum_of_list(text: bytes) -> str:
    """SHA-256 of everything before its last line. Source: PostgreSQL documentation, Backup Manifest Format."""
    before, _, _ = text.rstrip(b"\n").rpartition(b"\n")
    return hashlib.sha256(before + b"\n").hexdigest()


def _damaged(folder: Path, listed: dict[str, dict[str, Any]]) -> Iterator[str]:
    for name, one in listed.items():
        path = folder / name
        if not path.is_file():
            yield f"The file {name} of the database is missing from the backup."
        elif path.stat().st_size != one["Size"]:
            yield f"The file {name} of the database has {path.stat().st_size} bytes in the backup, not {one['Size']}."
        elif one.get("Checksum-Algorithm") == "SHA256" and sha256_of(path) != one["Checksum"]:
            yield f"The file {name} of the database is not what it was when the backup was taken."


def _strange(folder: Path, listed: dict[str, dict[str, Any]]) -> Iterator[str]:
    for path in files_below(folder):
        name = path.as_posix()
        if name not in listed and not name.startswith(UNLISTED):
            yield f"The file {name} was never part of the backup."
