"""Each test finds the database as the migrations left it."""

import os

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from oms import env


def leave_rows_behind() -> None:
    Session.objects.create(session_key="left", session_data="", expire_date=timezone.now())
    ContentType.objects.filter(app_label="sessions").update(model="spoiled")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_one_test_commits_the_next_one_does_not_see(turn):
    assert not Session.objects.exists()
    assert ContentType.objects.filter(app_label="sessions", model="session").exists()
    leave_rows_behind()


@pytest.mark.django_db
def test_rows_made_by_migrations_are_there():
    assert ContentType.objects.exists()


@pytest.mark.django_db
def test_the_database_is_a_real_postgresql():
    assert connection.vendor == "postgresql"
    assert connection.pg_version >= 150000


@pytest.mark.django_db
def test_processes_started_from_here_reach_the_same_database_as_the_same_role():
    told, ours = env.database(os.environ["DATABASE_URL"]), connection.settings_dict

    assert [told[part] for part in ("NAME", "USER", "HOST")] == [ours[part] for part in ("NAME", "USER", "HOST")]
