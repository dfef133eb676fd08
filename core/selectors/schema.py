"""Whether the database has the shape this code expects."""

from collections.abc import Sequence
from functools import lru_cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


@lru_cache(maxsize=1)
def known_migrations() -> frozenset[tuple[str, str]]:
    """The migrations this code came with; read once, they do not change under a running process."""
    loader = MigrationLoader(None)
    return frozenset(loader.disk_migrations)


def pending_migrations() -> Sequence[str]:
    """Those not applied yet, as ``app.name``; one query. Ones that a newer version applied are none of ours."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in known_migrations() - applied.keys())
