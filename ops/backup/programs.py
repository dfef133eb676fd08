"""PostgreSQL's own programs, of the same make as the server: on PATH, where Debian keeps them, or from the wheel."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from oms.embedded.binaries import postgres_programs
from oms.embedded.errors import EmbeddedError
from oms.embedded.places import run_user
from ops.backup.errors import BackupError

NEEDED = ("pg_basebackup", "pg_dump", "pg_restore", "initdb", "postgres")
LONGEST_SECONDS = 6 * 3600


@dataclass(frozen=True)
class Programs:
    """A folder of programs of one major version; ``user`` is whom a server must run as, None for ourselves."""

    folder: Path
    major: int
    user: int | None

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def run(self, name: str, words: Sequence[str], *, environ: Mapping[str, str] | None = None) -> str:
        """What the program printed. Raises BackupError with its own last words when it fails."""
        answer = subprocess.run(
            [self.path(name), *words],
            env={**os.environ, "LC_ALL": "C", **(environ or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST_SECONDS,
        )
        if answer.returncode:
            said = (answer.stderr or answer.stdout).strip().splitlines() or ["no reason given"]
            raise BackupError(f"{name} failed: {' '.join(said[-3:])}")
        return answer.stdout


def programs_for(major: int) -> Programs:
    """The programs of a server's major version. Raises BackupError when this machine has none."""
    user = run_user()
    for folder in folders(major, user=user):
        if all((folder / name).exists() for name in NEEDED) and major_of(folder) == major:
            return Programs(folder, major, user)
    raise BackupError(
        f"This machine has no complete PostgreSQL {major}: install the server's package (Debian: postgresql-{major}), "
        "or put its bin folder first on PATH. A backup is restored by the major version that wrote it."
    )


def folders(major: int, *, user: int | None) -> Iterator[Path]:
    """Where programs may be, the operator's own choice first."""
    found = shutil.which("pg_basebackup")
    if found:
        yield Path(found).resolve().parent
    yield Path(f"/usr/lib/postgresql/{major}/bin")
    yield Path(f"/usr/pgsql-{major}/bin")
    try:
        yield postgres_programs(user=user)
    except EmbeddedError:
        return


def major_of(folder: Path) -> int:
    """The major version of the programs in a folder; 0 when they do not say."""
    answer = subprocess.run(
        [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=False, timeout=30
    )
    words = answer.stdout.split()
    number = next((word for word in words if word[:1].isdigit()), "0")
    return int(number.partition(".")[0])
