"""Where everything of one set of embedded services lives."""

import hashlib
import os
import pwd
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from oms.embedded.errors import EmbeddedError

LONGEST_SOCKET_FOLDER = 80  # the system's limit for a whole socket path is 104 to 108 bytes
ROOT_HOME = Path("/var/lib/oms-embedded")


@dataclass(frozen=True)
class Places:
    """The folders and files of the services that keep their data in ``data``."""

    data: Path

    @property
    def token(self) -> str:
        """Names this data folder wherever a short name is needed."""
        return "oms-" + hashlib.sha256(str(self.data).encode()).hexdigest()[:12]

    @property
    def services_file(self) -> Path:
        return self.data / "services.json"

    @property
    def secrets_file(self) -> Path:
        return self.data / "secrets.json"

    @property
    def logins_file(self) -> Path:
        return self.data / "logins.json"

    @property
    def demo_mark(self) -> Path:
        return self.data / "demo.done"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def holder_lock(self) -> Path:
        return self.data / "holder.lock"

    @property
    def start_lock(self) -> Path:
        return self.data / "start.lock"

    @property
    def clients_lock(self) -> Path:
        return self.data / "clients.lock"

    @property
    def run_lock(self) -> Path:
        return self.data / "run.lock"

    @property
    def sockets(self) -> Path:
        """Outside the data folder: socket paths must be short, and the owner is who runs PostgreSQL."""
        temporary = tempfile.gettempdir()
        root = temporary if len(temporary) + len(self.token) + 8 < LONGEST_SOCKET_FOLDER else "/tmp"  # noqa: S108
        return Path(root) / f"{self.token}-{os.geteuid()}"

    @property
    def database_home(self) -> Path:
        """Inside the data folder, unless root keeps that where PostgreSQL's user cannot reach it."""
        if os.geteuid() != 0 or others_may_pass(self.data):
            return self.data / "postgres"
        return ROOT_HOME / self.token / "postgres"

    def make(self) -> None:
        """Create the data folder. Raises EmbeddedError when it belongs to somebody else or cannot be made."""
        try:
            self.data.mkdir(parents=True, exist_ok=True, mode=0o711)
            self.logs.mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise EmbeddedError(f"The data folder {self.data} cannot be used: {error.strerror}.") from error
        if not os.access(self.data, os.W_OK) or self.logs.stat().st_uid != os.geteuid():
            raise EmbeddedError(
                f"The data folder {self.data} belongs to another user: set OMS_DATA_DIR to one of yours."
            )

    def forget(self) -> None:
        """Remove every file of these services, wherever it lies."""
        home = self.database_home
        shutil.rmtree(home if home.is_relative_to(self.data) else home.parent, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)


def places_of(data_dir: str | Path | None = None) -> Places:
    """The places of ``data_dir``, else of ``OMS_DATA_DIR``, else of ``.data`` beside ``manage.py``."""
    beside = Path(__file__).resolve().parent.parent.parent / ".data"
    return Places(Path(data_dir or os.environ.get("OMS_DATA_DIR", "").strip() or beside).resolve())


def others_may_pass(path: Path) -> bool:
    """Whether a stranger may walk down to ``path``."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents) if folder.exists())


def run_user() -> int | None:
    """Whom PostgreSQL runs as: nobody when we are root, which it refuses to be; else ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("nobody").pw_uid
    except KeyError:
        return 65534


def make_private_folder(path: Path, *, owner: int | None) -> None:
    """A folder of mode 0700 for ``owner``. Raises EmbeddedError when somebody else already made it."""
    uid = os.geteuid() if owner is None else owner
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if path.is_symlink() or found.st_uid not in (uid, os.geteuid()):
        raise EmbeddedError(f"{path} was made by somebody else: remove it or set TMPDIR.")
    if owner is not None and found.st_uid != owner:
        os.chown(path, owner, owner)
    path.chmod(0o700)
