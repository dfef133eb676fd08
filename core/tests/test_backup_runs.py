"""A backup or drill whose process died is not shown as running for ever."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Alert, BackupRun
from core.selectors.backups import last_good_backup, newest_backup
from core.services.backing_up import end_silent_runs

pytestmark = pytest.mark.django_db


def run_seen(ago: timedelta, **more) -> BackupRun:
    given = {"kind": "backup", "method": "dump", "database": "oms", "server_version": "17"}
    return BackupRun.objects.create(**given, **more, seen_at=timezone.now() - ago)


def test_one_that_fell_silent_is_broken_off_with_an_alert_and_the_others_are_left():
    good = run_seen(timedelta(days=1), state="good", finished_at=timezone.now())
    silent = run_seen(timedelta(minutes=6))
    alive = run_seen(timedelta(minutes=4))
    now = timezone.now()

    counts = [len(end_silent_runs(now=now)) for _ in range(2)]

    for one in (good, silent, alive):
        one.refresh_from_db()
    assert counts == [1, 0]
    assert (good.state, silent.state, alive.state) == ("good", "broken", "running")
    assert (silent.finished_at, len(silent.problems)) == (now, 1)
    assert Alert.objects.get(kind="backup_drill", closed_at=None).reference == "backup"
    assert (newest_backup(), last_good_backup()) == (silent, good)
