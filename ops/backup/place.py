"""Which database is meant, and how programs are told of it without the password on their command line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.db import connection


@dataclass(frozen=True)
class Place:
    """A database by the parts of its address; ``host`` may be a folder of sockets."""

    host: str
    port: str
    user: str
    password: str
    name: str

    @property
    def words(self) -> Sequence[str]:
        """For the command line of PostgreSQL's programs; the database is added by those that take one."""
        parts = (("-h", self.host), ("-p", self.port), ("-U", self.user))
        return ["--no-password", *(word for option, value in parts if value for word in (option, value))]

    @property
    def environ(self) -> Mapping[str, str]:
        return {"PGPASSWORD": self.password} if self.password else {}

    @property
    def url(self) -> str:
        user = quote(self.user, safe="") + (f":{quote(self.password, safe='')}" if self.password else "")
        port = f":{self.port}" if self.port else ""
        if self.host.startswith("/"):
            return f"postgresql://{user}@{port}/{quote(self.name)}?host={quote(self.host)}"
        return f"postgresql://{user}@{self.host}{port}/{quote(self.name)}"


def our_place() -> Place:
    """The database the settings name."""
    told = connection.settings_dict
    return Place(
        host=str(told["HOST"]), port=str(told["PORT"]), user=str(told["USER"]), password=str(told["PASSWORD"]),
        name=str(told["NAME"]),
    )  # fmt: skip


def server_version() -> tuple[int, str]:
    """The server's major version, and how it writes its version."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000, current_setting('server_version')")
        major, version = cursor.fetchone()
    return int(major), str(version).partition(" ")[0]
