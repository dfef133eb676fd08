"""What the doctor says of what was found: how grave it is, in words, and what to do about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from core.broker import BrokerCondition
from core.heartbeats import Heartbeat
from core.models import BackupRun, BackupState
from core.selectors.effect_flow import Failing, Waiting
from core.selectors.room import LITTLE, TOO_LITTLE, Room
from core.selectors.server import Server

LATE_SECONDS = 300
FULL = 0.9
CLOCK_SECONDS = 1.0
AUDIT_LATE = timedelta(hours=26)
NARROW_LATE = timedelta(minutes=20)
BACKUP_OLD = timedelta(hours=26)
DRILL_OLD = timedelta(days=8)


class Grade(IntEnum):
    """The worse, the higher."""

    GOOD = 0
    CARE = 1
    BAD = 2

    @property
    def tone(self) -> str:
        return ("good", "warn", "bad")[self]

    @property
    def word(self) -> str:
        return ("Good", "Soon", "Now")[self]


@dataclass(frozen=True)
class Finding:
    """One thing the doctor looked at. ``remedy`` is empty when nothing is to be done; ``runbook`` names the page."""

    grade: Grade
    title: str
    words: str
    remedy: str = ""
    runbook: str = ""


def of_books(*, broken: int, full_at: datetime | None, narrow_at: datetime | None, now: datetime) -> Iterator[Finding]:
    """The audit: does it find something, and does it run at all?"""
    if broken:
        yield Finding(
            Grade.BAD, "Promises of the books", f"{broken} are broken.",
            "Open the promise below: it names the rows. Nothing is repaired by itself.", "promise-broken",
        )  # fmt: skip
    if full_at is None or now - full_at > AUDIT_LATE:
        when = "has never run" if full_at is None else f"ran last on {full_at:%Y-%m-%d %H:%M} UTC"
        yield Finding(
            Grade.CARE, "Audit of everything", f"It {when}; it is due every night.",
            "Run it now with the button below, and look whether the clock and a worker of bulk work live.",
            "audit-late",
        )  # fmt: skip
    elif not broken:
        yield Finding(Grade.GOOD, "Promises of the books", "Every promise held when everything was looked at last.")
    if narrow_at is not None and now - narrow_at > NARROW_LATE:
        yield Finding(
            Grade.CARE, "Audit of what changed", f"It ran last at {narrow_at:%H:%M} UTC; it is due every five minutes.",
            "Look whether the clock and a worker of bulk work live.", "audit-late",
        )  # fmt: skip


def of_queues(queues: Sequence[Waiting], *, dead: int, now: datetime) -> Iterator[Finding]:
    """What waits longer than workers may take, and what gave up."""
    late = [queue for queue in queues if queue.age(now) > LATE_SECONDS]
    if late:
        words = ", ".join(f"{queue.queue} for {queue.age(now) / 60:.0f} minutes" for queue in late)
        yield Finding(
            Grade.BAD, "Effects are late", f"Waiting: {words}.",
            "Look whether a worker serves these queues; start one more if they are only busy.", "effects-late",
        )  # fmt: skip
    else:
        yield Finding(Grade.GOOD, "Effects", "Nothing has been due for more than five minutes.")
    if dead:
        yield Finding(
            Grade.BAD, "Dead effects", f"{dead} gave up and wait for a person.",
            "Each one's error says why. Mend the cause, then press Try again; its key keeps it from being done twice.",
            "dead-effects",
        )  # fmt: skip


def of_doors(found: Sequence[Failing]) -> Iterator[Finding]:
    """Who outside does not answer lately."""
    for one in found:
        hard = one.code in ("unavailable", "outcome_unknown", "misconfigured")
        yield Finding(
            Grade.BAD if hard and one.count >= 10 else Grade.CARE,
            f"Trouble with {one.door}",
            f"{one.count} effects of {one.queue} failed ({one.code.replace('_', ' ')}) and will be tried again; "
            f"the oldest is from {one.since:%Y-%m-%d %H:%M} UTC.",
            "They are tried again by themselves, ever more slowly. Look at the error, and at the status page of "
            "whoever is outside.",
            "effects-failing",
        )


def of_processes(found: Sequence[Heartbeat] | None, *, version: str, now: float) -> Iterator[Finding]:
    """Is there a worker and a clock, and are they of this version?"""
    if found is None:
        return
    for role, title, runbook in (("worker", "Workers", "worker-gone"), ("beat", "Clock", "beat-gone")):
        alive = [one for one in found if one.role == role and one.is_alive(now)]
        silent = [one for one in found if one.role == role and not one.is_alive(now)]
        if not alive:
            yield Finding(
                Grade.BAD, title, "None has given a sign of life for half a minute.",
                "Start it again and read the end of its log. What is due waits in the database and is not lost.",
                runbook,
            )  # fmt: skip
            continue
        yield Finding(Grade.GOOD, title, f"{len(alive)} alive.")
        if silent:
            yield Finding(
                Grade.CARE, f"{title}: silent", f"{', '.join(one.name for one in silent)} ended without a word.",
                "Look why: killed for its memory, or the machine went. What it held is taken up by others.", runbook,
            )  # fmt: skip
    other = sorted({one.version for one in found if one.is_alive(now)} - {version})
    if other:
        yield Finding(
            Grade.CARE, "Versions", f"This page is of {version}, others are of {', '.join(other)}.",
            "After an upgrade restart every process; two versions side by side are meant for minutes.",
            "mixed-versions",
        )  # fmt: skip


def of_broker(found: BrokerCondition) -> Iterator[Finding]:
    if not found.is_reachable:
        yield Finding(
            Grade.BAD, "Broker", f"It does not answer ({found.why}).",
            "Start it again. Nothing is lost: what is due stands in the database and is swept up when it is back.",
            "broker-away",
        )  # fmt: skip
        return
    if found.may_forget or found.share > FULL:
        why = f"It forgets keys when it is full ({found.policy})." if found.may_forget else "Its memory is nearly full."
        yield Finding(
            Grade.CARE, "Broker", why, "Set maxmemory-policy to noeviction, and give it more memory.", "broker-memory"
        )
        return
    yield Finding(Grade.GOOD, "Broker", f"{found.version} answers and uses {found.used / 1024**2:.0f} MiB.")


def of_rooms(found: Sequence[Room]) -> Iterator[Finding]:
    for room in found:
        words = f"{room.share:.0%} free ({room.free / 1024**3:.1f} GiB) where {room.place} is kept."
        if room.share >= LITTLE:
            yield Finding(Grade.GOOD, f"Disk of {room.place}", words)
            continue
        grade = Grade.BAD if room.share < TOO_LITTLE else Grade.CARE
        yield Finding(
            grade, f"Disk of {room.place}", words,
            "Make room or enlarge the disk: a full one stops uploads, and a full one of the database stops the house.",
            "disk-full",
        )  # fmt: skip


def of_server(found: Server, *, pending: Sequence[str]) -> Iterator[Finding]:
    """The database server and whether its schema is ours."""
    if pending:
        yield Finding(
            Grade.BAD, "Migrations", f"{len(pending)} are not applied: {', '.join(pending[:5])}.",
            "Run manage.py migrate with this version, before it is given work.", "migrations-pending",
        )  # fmt: skip
    if found.blocked:
        yield Finding(
            Grade.BAD, "Blocked sessions", f"{len(found.blocked)} wait for a lock that another session holds.",
            "See below who waits for whom. A wait of seconds is usual under load, one of minutes is not.",
            "database-blocked",
        )  # fmt: skip
    if found.long:
        yield Finding(
            Grade.CARE, "Long transactions", f"{len(found.long)} are open for more than a minute.",
            "See below. A transaction that idles keeps locks and old rows: end its process.", "database-slow",
        )  # fmt: skip
    if found.slow:
        yield Finding(
            Grade.CARE, "Slow queries", f"{len(found.slow)} have been running for more than five seconds.",
            "See below which. Exports, audits and reports may take long; a page may not.", "database-slow",
        )  # fmt: skip
    if found.share > FULL:
        yield Finding(
            Grade.BAD, "Sessions", f"{found.sessions} of {found.most_sessions} are taken.",
            "Stop what leaks them, or put a pool (PgBouncer) between.", "database-sessions",
        )  # fmt: skip
    if abs(found.clock_seconds) > CLOCK_SECONDS:
        yield Finding(
            Grade.CARE, "Clocks", f"The database's clock differs from this machine's by {found.clock_seconds:+.1f} s.",
            "Let both follow a time server (chrony, systemd-timesyncd).", "clock-difference",
        )  # fmt: skip
    if not (pending or found.busy):
        yield Finding(Grade.GOOD, "Database", f"{found.version}, {found.size / 1024**2:,.0f} MiB; nobody waits.")


def of_ended_backups(newest_backup: BackupRun | None, newest_drill: BackupRun | None) -> Iterator[Finding]:
    """Did the newest of each kind come to its end?"""
    if newest_backup is not None and newest_backup.state == BackupState.BAD:
        yield Finding(
            Grade.BAD, "Newest backup", f"The one begun at {newest_backup.started_at:%Y-%m-%d %H:%M} UTC failed.",
            "Open it under Backups: it says why. Mend that, then take another.", "backup-old",
        )  # fmt: skip
    for run, title in ((newest_backup, "Newest backup"), (newest_drill, "Newest restore drill")):
        if run is not None and run.state == BackupState.BROKEN:
            yield Finding(
                Grade.BAD, title, f"Its process ended without a word after {run.seen_at:%Y-%m-%d %H:%M} UTC.",
                "Look why in the log of its timer (killed, the machine went, no room), remove the folder it left, and "
                "run it again.",
                "backup-broken-off",
            )  # fmt: skip


def of_backups(
    backup: BackupRun | None, good_drill: BackupRun | None, newest_drill: BackupRun | None, *, now: datetime
) -> Iterator[Finding]:
    """Is there a backup of today, and was one restored lately?"""
    if backup is None or backup.finished_at is None or now - backup.finished_at > BACKUP_OLD:
        words = "None was taken yet." if backup is None else f"The last is from {backup.started_at:%Y-%m-%d %H:%M} UTC."
        yield Finding(
            Grade.CARE, "Backup", words, "Run manage.py backup --to FOLDER every night from a timer.", "backup-old"
        )
    else:
        yield Finding(Grade.GOOD, "Backup", f"Taken at {backup.started_at:%Y-%m-%d %H:%M} UTC.")
    if newest_drill is not None and newest_drill.state == BackupState.BAD:
        yield Finding(
            Grade.BAD, "Restore drill", "The last one found the backup to be no good.",
            "Open it under Backups: it says what is wrong. Take a new backup and try again.", "backup-drill-failed",
        )  # fmt: skip
    elif good_drill is None or good_drill.finished_at is None or now - good_drill.finished_at > DRILL_OLD:
        words = "A backup was never restored to see whether it can be."
        if good_drill is not None:
            words = f"The last good one was on {good_drill.started_at:%Y-%m-%d}."
        yield Finding(
            Grade.CARE, "Restore drill", words, "Run manage.py backup_drill every week from a timer.", "backup-old"
        )
    else:
        yield Finding(Grade.GOOD, "Restore drill", f"Good on {good_drill.started_at:%Y-%m-%d}.")
