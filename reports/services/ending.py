"""What ends an export: its maker, its days, and the effect that removes what lies on the disk."""

from django.utils import timezone

from accounts.models import User
from accounts.selectors import actor_of
from core.actors import SYSTEM
from core.effects import NewEffect, insert_effects
from core.errors import NotFound
from core.fsm import perform
from core.service import service
from reports.exports.parts import drop_file
from reports.models import Export
from reports.statuses import ExportState

ERASE = "reports.tasks.erase_export"
MAIL = "reports.tasks.mail_export"


@service
def cancel_export(*, export_id: int, user: User) -> Export:
    """One's own export, not made any further. Raises NotFound, and MoveRefused when it is over."""
    export = Export.objects.select_for_update(no_key=True, of=("self",)).filter(pk=export_id, owner=user).first()
    if export is None:
        raise NotFound("There is no such export of yours.", export_id=export_id)
    perform(export, "cancel", actor=actor_of(user), now=timezone.now())
    export.save(update_fields=["state", "finished_at"])
    erase_later(export)
    return export


@service
def drop_export(*, export_id: int, user: User) -> Export:
    """One's own file, removed before its time. Raises NotFound, and MoveRefused when there is no file."""
    export = Export.objects.select_for_update(no_key=True, of=("self",)).filter(pk=export_id, owner=user).first()
    if export is None:
        raise NotFound("There is no such export of yours.", export_id=export_id)
    perform(export, "drop", actor=actor_of(user))
    export.save(update_fields=["state"])
    erase_later(export)
    return export


@service
def drop_old_exports(keys: list[int]) -> int:
    """How many of these are not handed out any more; each file is removed by an effect of its own."""
    found = Export.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys, state=ExportState.READY)
    ended = list(found.order_by("pk"))
    for export in ended:
        perform(export, "drop", actor=SYSTEM)
        export.save(update_fields=["state"])
        erase_later(export)
    return len(ended)


@service
def forget_old_exports(keys: list[int]) -> int:
    """How many records went: of exports that are over and whose file is removed."""
    over = Export.objects.filter(pk__in=keys, path="").exclude(state__in=(ExportState.REQUESTED, ExportState.RUNNING))
    return over.delete()[0]


def erase_later(export: Export) -> None:
    """The disk is touched after the commit."""
    key = f"{ERASE}:{export.pk}:{export.state}"
    insert_effects([NewEffect(task=ERASE, queue="bulk", key=key, payload={"export_id": export.pk})])


def tell_later(export: Export) -> None:
    """Its reader is told once, whether there is a file or why there is none."""
    key = f"{MAIL}:{export.pk}"
    insert_effects([NewEffect(task=MAIL, queue="mail", key=key, payload={"export_id": export.pk})])


@service
def erase_file(*, export_id: int) -> None:
    """Remove what lies on the disk of an export that is over; twice is harmless."""
    over = (ExportState.GONE, ExportState.FAILED, ExportState.CANCELED)
    export = Export.objects.select_for_update(no_key=True, of=("self",)).filter(pk=export_id, state__in=over).first()
    if export is not None and export.path:
        drop_file(export.path)
        export.path, export.parts = "", []
        export.save(update_fields=["path", "parts"])
