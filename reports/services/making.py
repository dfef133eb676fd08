"""Write an export stretch by stretch: each part is on the disk before it counts, and the file is offered only whole.

Each stretch is one statement and so one snapshot; a file of several stretches holds every row that existed when it
began and still met the filters when its stretch was read, each once, as it stood at that moment.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from psycopg.errors import QueryCanceled

from accounts.models import User
from accounts.selectors import actor_of
from core import faults
from core.actors import SYSTEM
from core.errors import InvalidInput, NotFound, NotPermitted
from core.fsm import perform
from core.service import service
from reports.errors import TooManyRows
from reports.exports.choosing import Chosen, choose_columns
from reports.exports.copying import copy_rows, header
from reports.exports.filtering import filtered
from reports.exports.parts import Whole, drop_parts, place_of, put_together, room_left, write_part
from reports.exports.shaping import filters_alone
from reports.lists import ExportList, list_named
from reports.models import Export
from reports.services.ending import erase_later, tell_later
from reports.services.handing_out import KEPT_FOR
from reports.services.requesting import promise_stretch
from reports.statuses import ExportState

STRETCH_ROWS = 50_000
SECONDS = 8.0
# Less than an effect may take: the database gives up before the process is killed.
STATEMENT_SECONDS = 12
MOST_ROWS = 5_000_000
# As much must stay free on the disk.
ROOM_BYTES = 512 * 1024**2
REFUSALS = (NotPermitted, NotFound, InvalidInput, TooManyRows)


@dataclass(frozen=True)
class Hand:
    """Who works on the export now, with the rows and columns that its owner may have now."""

    export: Export
    shape: ExportList
    chosen: Chosen
    rows: QuerySet[Any]


def work_export(*, export_id: int, seconds: float = SECONDS, stretch_rows: int = STRETCH_ROWS) -> None:
    """Go on with the file for some seconds; what is left is the next effect. Whoever it is for is asked anew."""
    export = take_up(export_id=export_id)
    if export is None:
        return
    try:
        _go_on(_hand(export), ends=time.monotonic() + seconds, stretch_rows=stretch_rows)
    except REFUSALS as error:
        fail_export(export_id=export_id, run_no=export.run_no, words=error.message)
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        words = "The list takes the database too long with these filters. Choose a shorter period or fewer filters."
        fail_export(export_id=export_id, run_no=export.run_no, words=words)


@service
def take_up(*, export_id: int) -> Export | None:
    """The export, with this process as the only hand whose parts count from now on; None when nothing is to be done."""
    export = Export.objects.select_for_update(no_key=True, of=("self",)).filter(pk=export_id).first()
    if export is None or not export.is_under_way:
        return None
    perform(export, "go_on", actor=SYSTEM, now=timezone.now())
    export.run_no += 1
    export.save(update_fields=["state", "started_at", "run_no"])
    return export


def _hand(export: Export) -> Hand:
    """Raises NotPermitted and InvalidInput: rights and filters may be others than when it was asked for."""
    user = User.objects.get(pk=export.owner_id)
    shape = list_named(export.list_name)
    chosen = choose_columns(shape, export.columns, actor_of(user))
    if chosen.left_out:
        raise NotPermitted(f"{chosen.told} Export the list again without them.", right="")
    return Hand(export, shape, chosen, filters_alone(filtered(shape, export.query, user)))


def _go_on(hand: Hand, *, ends: float, stretch_rows: int) -> None:
    export = hand.export
    if export.last_key is None and not _begin(hand):
        _finish(hand)
        return
    while (export.checkpoint or 0) < (export.last_key or 0):
        if export.rows >= MOST_ROWS:
            raise TooManyRows(f"A file has at most {MOST_ROWS:,} rows. Choose a shorter period.")
        if not _write_stretch(hand, stretch_rows, ends):
            return
    _finish(hand)


def _begin(hand: Hand) -> bool:
    """Fix the range of keys; False when there is no row at all."""
    export, keys = hand.export, hand.rows.values_list("pk", flat=True)
    if room_left(export.path) < ROOM_BYTES:
        raise InvalidInput("There is no room on the disk for another file. Tell whoever runs the system.", field="")
    with _patient():
        export.last_key = keys.order_by("-pk").first()
        export.first_key = keys.order_by("pk").first() if export.last_key is not None else None
    if export.last_key is None or export.first_key is None:
        return False
    export.checkpoint = export.first_key - 1
    return True


def _write_stretch(hand: Hand, stretch_rows: int, ends: float) -> bool:
    """Write the next rows and record them; False when another hand has taken over, or goes on because time is up."""
    export = hand.export
    after, last = export.checkpoint or 0, export.last_key or 0
    ahead = hand.rows.filter(pk__gt=after, pk__lte=last).order_by("pk").values_list("pk", flat=True)
    with _patient():
        until = ahead[stretch_rows - 1 : stretch_rows].first() or last
    stretch = hand.rows.filter(pk__gt=after, pk__lte=until)

    def write(file: Any) -> int:
        with _patient():
            return copy_rows(stretch, hand.chosen.columns, file)

    part, rows = write_part(export.path, hand=export.run_no, after=after, write=write)
    faults.hit("export.part_written")
    is_late = time.monotonic() >= ends and until < last
    is_ours = record_part(export=export, part=part, rows=rows, until=until, goes_on=is_late)
    if not is_ours:
        # Canceled meanwhile, perhaps after its parts were erased: nobody else knows of this one.
        place_of(part).unlink(missing_ok=True)
    return is_ours and not is_late


@service
def record_part(*, export: Export, part: str, rows: int, until: int, goes_on: bool) -> bool:
    """Whether the part counts: not when another hand took the export over, or it was canceled meanwhile.

    With ``goes_on`` the next stretch is promised in the same commit.
    """
    if not _is_ours(export.pk, export.run_no):
        return False
    export.parts, export.rows, export.checkpoint = [*export.parts, part], export.rows + rows, until
    export.save(update_fields=["parts", "rows", "checkpoint", "first_key", "last_key"])
    if goes_on:
        promise_stretch(export)
    return True


def _finish(hand: Hand) -> None:
    export = hand.export
    whole = put_together(
        export.path, hand=export.run_no, head=header(hand.chosen.columns), parts=export.parts
    )  # fmt: skip
    faults.hit("export.renamed")
    if record_file(export=export, whole=whole):
        drop_parts(export.path)


@service
def record_file(*, export: Export, whole: Whole) -> bool:
    """Whether the file is offered from now on; its reader is told by mail."""
    if not _is_ours(export.pk, export.run_no):
        return False
    perform(
        export, "finish", actor=SYSTEM, path=export.path, size=whole.size, sha256=whole.sha256, now=timezone.now(),
        kept_for=KEPT_FOR,
    )  # fmt: skip
    export.save(update_fields=["state", "path", "size", "sha256", "finished_at", "expires_at", "parts"])
    tell_later(export)
    return True


@service
def fail_export(*, export_id: int, run_no: int, words: str) -> None:
    """There will be no file, and why; its reader is told by mail, what was written goes."""
    if not _is_ours(export_id, run_no):
        return
    export = Export.objects.get(pk=export_id)
    perform(export, "fail", actor=SYSTEM, words=words, now=timezone.now())
    export.save(update_fields=["state", "message", "finished_at"])
    erase_later(export)
    tell_later(export)


def _is_ours(export_id: int, run_no: int) -> bool:
    """Whether this hand is still the one whose work counts; the row is locked until the commit."""
    live = Export.objects.select_for_update(no_key=True).filter(pk=export_id, run_no=run_no, state=ExportState.RUNNING)
    return live.exists()


@contextmanager
def _patient() -> Iterator[None]:
    """The database gives up before the process is killed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{STATEMENT_SECONDS}s"])
        yield
