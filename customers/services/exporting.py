"""Copies for the customer's own hands: asked for, made by a worker, handed out for some days, then gone.

Source: GDPR articles 15 and 20.
"""

import hashlib
import os
import tempfile
from datetime import timedelta
from typing import IO
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import storages
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db.models import QuerySet
from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused, NotFound
from core.events import publish
from core.numbers import next_number
from core.privacy.exporting import write_export
from core.service import service
from customers.events import ExportGone, ExportRequested
from customers.locks import lock_customer, stands
from customers.models import CustomerExport, ExportDownload, ExportState

KEPT_FOR = timedelta(days=7)
LINK_VALID_FOR = timedelta(minutes=15)
FOLDER = "exports"
_SIGNER = TimestampSigner(salt="customers.export")


@service
def request_export(*, customer_id: int, actor: Actor) -> CustomerExport:
    """An export that a worker makes; while one is being made it is that one. Raises NotPermitted, CustomerNotFound."""
    ensure_may(actor, "customers.export_customer")
    customer = lock_customer(customer_id)
    under_way = CustomerExport.objects.filter(customer=customer, state=ExportState.REQUESTED).first()
    if under_way is not None:
        return under_way
    export = CustomerExport.objects.create(number=next_number("export"), customer=customer, requested_by=actor.label)
    publish(ExportRequested(export_id=export.pk), actor=actor)
    return export


def make_export(*, export_id: int, run_no: int = 1) -> None:
    """Write the file of what was found and put it to the export; a second file takes the place of none."""
    waiting = CustomerExport.objects.filter(pk=export_id, state=ExportState.REQUESTED, run_no=run_no)
    export = waiting.select_related("customer").first()
    if export is None:
        return
    now = timezone.now()
    with tempfile.TemporaryFile() as file:
        rows = write_export(
            file, customer_id=export.customer_id, title=f"Your data with us: {export.customer.number}",
            made=f"{now:%Y-%m-%d %H:%M} UTC", found=export.found,
        )  # fmt: skip
        sha256, size = _measured(file)
        path = storages["attachments"].save(f"{FOLDER}/{uuid4().hex}.zip", File(file))
    if not record_export(export_id=export.pk, path=path, sha256=sha256, size=size, rows=rows):
        storages["attachments"].delete(path)


def _measured(file: "IO[bytes]") -> tuple[str, int]:
    """SHA-256 and size; the file stands at its beginning afterwards."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    return digest, size


@service
def record_export(*, export_id: int, path: str, sha256: str, size: int, rows: int) -> bool:
    """Whether the file is the export's now: not when another was there first, or the customer was erased meanwhile."""
    # The customer first, as whoever erases them does.
    if not stands(CustomerExport.objects.values_list("customer_id", flat=True).get(pk=export_id)):
        return False
    export = CustomerExport.objects.select_for_update(no_key=True).get(pk=export_id)
    if export.state != ExportState.REQUESTED:
        return False
    now = timezone.now()
    export.state, export.path, export.sha256, export.size, export.rows = ExportState.READY, path, sha256, size, rows
    export.finished_at, export.expires_at, export.found = now, now + KEPT_FOR, {}
    export.save(update_fields=["state", "path", "sha256", "size", "rows", "finished_at", "expires_at", "found"])
    return True


def download_token(export: CustomerExport, actor: Actor) -> str:
    """What lets this person, and nobody else, take the file out during the next minutes."""
    return _SIGNER.sign(f"{export.pk}|{actor.label}")


@service
def take_out(*, export_id: int, token: str, actor: Actor) -> CustomerExport:
    """The export, its way out of the house written down.

    Raises NotPermitted, NotFound, InvalidInput for a token that is not this person's or too old, MoveRefused for an
    export that is not there (any more).
    """
    ensure_may(actor, "customers.export_customer")
    export = CustomerExport.objects.select_for_update(no_key=True).filter(pk=export_id).first()
    if export is None:
        raise NotFound("There is no such export.", export_id=export_id)
    try:
        said = _SIGNER.unsign(token, max_age=LINK_VALID_FOR)
    except SignatureExpired as error:
        raise InvalidInput("This link is too old. Open the export's page again.", field="token") from error
    except BadSignature as error:
        raise InvalidInput("This link is not whole. Open the export's page again.", field="token") from error
    if said != f"{export.pk}|{actor.label}":
        raise InvalidInput("This link was made for somebody else. Open the export's page yourself.", field="token")
    if export.state != ExportState.READY or export.expires_at is None or export.expires_at <= timezone.now():
        raise MoveRefused("download", [Blocker("gone", "the file is not there.", "Ask for a new export.")])
    ExportDownload.objects.create(export=export, downloaded_by=actor.label)
    return export


@service
def drop_exports(exports: "QuerySet[CustomerExport]") -> int:
    """How many exports are no longer handed out; each file is erased by an effect of its own."""
    found = list(exports.select_for_update(no_key=True).order_by("pk"))
    now = timezone.now()
    for export in found:
        export.state, export.erased_at = ExportState.GONE, now
        export.save(update_fields=["state", "erased_at"])
        publish(ExportGone(export_id=export.pk), actor=SYSTEM)
    return len(found)


def drop_old_exports(keys: list[int]) -> int:
    """How many of these exports were dropped."""
    return drop_exports(CustomerExport.objects.filter(pk__in=keys, state=ExportState.READY))


@service
def erase_export_file(*, export_id: int) -> None:
    """Erase the file of an export that is gone; twice is harmless."""
    export = CustomerExport.objects.select_for_update(no_key=True).filter(pk=export_id, state=ExportState.GONE).first()
    if export is not None and export.path:
        storages["attachments"].delete(export.path)
        export.path = ""
        export.save(update_fields=["path"])
