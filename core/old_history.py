"""The migrations were written anew before the first release: a database of the old ones is refused, not half believed.

Old and new share the name of each app's first migration: Django would take such a database for an almost finished one.
"""

from typing import Any

from django.core.management import CommandError
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

ONE_OF_THE_OLD = ("core", "0002_sequences_and_triggers")


def refuse_old_history(*, using: str, **signal: Any) -> None:
    """Before anything is migrated. Raises CommandError when database ``using`` was made by the old migrations."""
    if ONE_OF_THE_OLD in MigrationRecorder(connections[using]).applied_migrations():
        raise CommandError(
            "This database was made before the migrations were written anew, and cannot be brought up to date. "
            "Make a new one: `make demo-reset` for the embedded one, else an empty database for `manage.py migrate`."
        )
