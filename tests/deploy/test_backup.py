"""A backup is one when it was restored and held against the books; a damaged one is told."""

import multiprocessing
import signal
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from core.models import Alert, BackupKind, BackupRun, BackupState
from core.selectors.backups import last_good_backup, last_good_drill
from core.services.backing_up import SILENT_AFTER
from ops.backup.counting import differences
from ops.backup.living import sign_of_life
from ops.backup.record import begin
from ops.backup.taking import THROWN_AWAY, open_backup, take_backup
from orders.tests.factories import open_shop, placed_order

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def uploads(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "orders").mkdir(parents=True)
    (settings.MEDIA_ROOT / "orders/slip.pdf").write_bytes(b"%PDF paper")
    return settings.MEDIA_ROOT


@pytest.fixture
def house(uploads, settings):
    settings.OMS_WIRING = "orders.tests.wiring.WIRING"
    shop = open_shop()
    return placed_order(shop)


def drill(*words: str) -> str:
    said = StringIO()
    call_command("backup_drill", *words, stdout=said)
    return said.getvalue()


def test_a_backup_is_restored_on_another_port_and_a_damaged_one_is_told(house, tmp_path):
    run = begin(BackupKind.BACKUP, method="base")
    backup = take_backup(tmp_path, method="base", run_id=run.pk, more=THROWN_AWAY)

    said = drill("--from", str(tmp_path))

    good = last_good_drill()
    assert "rows equal" in said
    assert (good.state, good.problems, good.upload_files) == (BackupState.GOOD, [], 1)
    assert good.rows_compared > 10
    assert good.promises_kept > 20

    largest = max((backup.data / "base").rglob("*"), key=lambda path: path.stat().st_size)
    with largest.open("r+b") as file:
        file.seek(4096)
        file.write(b"a bit that flipped")
    (backup.uploads / "orders/slip.pdf").write_bytes(b"%PDF other")

    with pytest.raises(CommandError, match=r"orders/slip\.pdf is not what it was") as told:
        drill("--from", str(tmp_path))

    assert "of the database is not what it was" in str(told.value)
    assert BackupRun.objects.latest("pk").state == BackupState.BAD
    assert last_good_drill() == good
    assert Alert.objects.filter(kind="backup_drill", closed_at=None).count() == 1


def test_a_dump_is_restored_too_and_a_good_drill_closes_the_alert(house, tmp_path):
    Alert.objects.create(kind="backup_drill", reference="drill", message="It was no good.")
    call_command("backup", "--to", str(tmp_path), "--method", "dump", stdout=StringIO())

    drill("--from", str(tmp_path))

    assert last_good_backup().folder == str(open_backup(tmp_path).folder)
    assert last_good_drill().rows_compared > 10
    assert not Alert.objects.filter(closed_at=None).exists()


def test_a_backup_that_was_broken_off_is_none(tmp_path):
    (tmp_path / "oms-20260101T000000Z" / "database").mkdir(parents=True)

    with pytest.raises(CommandError, match="no complete backup"):
        drill("--from", str(tmp_path))

    assert BackupRun.objects.get().state == BackupState.BAD


def live_and_be_killed(run_id: int, beats: Any) -> None:
    """In a process of its own: give signs of life until killed."""
    with sign_of_life(BackupRun.objects.get(pk=run_id), every_seconds=0.02):
        beats.wait()


def test_one_that_is_killed_lives_until_then_and_is_broken_off_when_the_next_begins():
    run = begin(BackupKind.BACKUP, method="dump")
    BackupRun.objects.filter(pk=run.pk).update(seen_at=timezone.now() - SILENT_AFTER * 2)
    context = multiprocessing.get_context("fork")
    connections.close_all()
    process = context.Process(target=live_and_be_killed, args=(run.pk, context.Event()))
    process.start()
    ends = time.monotonic() + 60
    while time.monotonic() < ends and BackupRun.objects.filter(seen_at__lt=timezone.now() - SILENT_AFTER).exists():
        time.sleep(0.02)
    begin(BackupKind.BACKUP, method="dump")
    while_alive = BackupRun.objects.get(pk=run.pk).state
    process.kill()
    process.join(timeout=60)
    BackupRun.objects.filter(pk=run.pk).update(seen_at=timezone.now() - SILENT_AFTER * 2)

    begin(BackupKind.BACKUP, method="dump")

    assert (process.exitcode, while_alive) == (-signal.SIGKILL, BackupState.RUNNING)
    assert BackupRun.objects.get(pk=run.pk).state == BackupState.BROKEN


def test_rows_that_are_missing_are_told_and_tables_that_moved_are_not_taken_for_missing():
    wrong, moved = differences({"a": 3, "b": 5}, {"a": 3, "b": 7}, {"a": 2, "b": 6})

    assert wrong == ["The table a has 2 rows in the restored database, not 3."]
    assert moved == ["b"]
