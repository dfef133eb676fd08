"""What ``migrate`` does with a database before it changes anything."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from core.old_history import ONE_OF_THE_OLD
from core.selectors.schema import known_migrations, pending_migrations

pytestmark = pytest.mark.django_db


def test_a_database_of_the_migrations_before_is_refused_and_nothing_is_applied():
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("core", "0002_numbers_and_timeline")
    recorder.record_applied(*ONE_OF_THE_OLD)

    with pytest.raises(CommandError, match="make demo-reset"):
        call_command("migrate", verbosity=0, interactive=False)

    assert pending_migrations() == ["core.0002_numbers_and_timeline"]


def test_no_migration_is_called_as_the_old_one_that_tells():
    assert ONE_OF_THE_OLD not in known_migrations()
