"""Files of orders and conversations: kept, handed to an order, removed."""

from collections.abc import Collection

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused, NotFound
from core.events import publish
from core.service import service
from orders.file_events import AttachmentAdded, AttachmentRemoved
from orders.filing.checking import CheckedFile, checked_file
from orders.filing.store import write_file
from orders.locks import lock_order
from orders.models import Attachment

MOST_FILES = 100


@service
def attach_to_order(*, order_id: int, name: str, content: bytes, actor: Actor) -> Attachment:
    """The file, kept with the order. Raises OrderNotFound, NotPermitted, FileRefused, InvalidInput beyond 100 files."""
    order = lock_order(order_id)
    ensure_may(actor, "orders.add_attachment")
    if order.attachments.filter(removed_at=None).count() >= MOST_FILES:
        raise InvalidInput(f"An order keeps at most {MOST_FILES} files. Remove one first.", field="file")
    return keep_file(file=checked_file(name=name, content=content), actor=actor, order_id=order.pk)


@service
def keep_file(*, file: CheckedFile, actor: Actor, order_id: int | None = None) -> Attachment:
    """A checked file with its row; the caller holds the lock of the order it names.

    The content is written first: when the transaction fails, a file without a row is left and swept.
    """
    kept = Attachment.objects.create(
        order_id=order_id, name=file.name, content_type=file.content_type, size=len(file.content),
        sha256=file.sha256, path=write_file(file.content), uploaded_by=actor.label,
    )  # fmt: skip
    publish(AttachmentAdded(order_id=order_id, attachment_id=kept.pk), actor=actor)
    return kept


@service
def give_to_order(*, attachment_ids: Collection[int], order_id: int, actor: Actor) -> int:
    """Put files that belong to no order yet to this one; tells how many were."""
    lock_order(order_id)
    free = Attachment.objects.select_for_update(no_key=True).filter(pk__in=attachment_ids, order=None, removed_at=None)
    given = list(free.order_by("pk"))
    Attachment.objects.filter(pk__in=[one.pk for one in given]).update(order_id=order_id)
    for one in given:
        publish(AttachmentAdded(order_id=order_id, attachment_id=one.pk), actor=actor)
    return len(given)


@service
def remove_attachment(*, attachment_id: int, actor: Actor, reason: str = "") -> Attachment:
    """Take a file away for good; its row stays and says who did it. Raises NotFound, NotPermitted, MoveRefused."""
    order_id = Attachment.objects.filter(pk=attachment_id).values_list("order_id", flat=True).first()
    if order_id is not None:
        lock_order(order_id)
    found = Attachment.objects.select_for_update(no_key=True).filter(pk=attachment_id).first()
    if found is None:
        raise NotFound("There is no such file.", attachment_id=attachment_id)
    ensure_may(actor, "orders.remove_attachment")
    if found.removed_at is not None:
        raise MoveRefused("remove", [Blocker("removed", "the file was removed already.")])
    found.removed_at, found.removed_by = timezone.now(), actor.label
    found.save(update_fields=["removed_at", "removed_by"])
    publish(AttachmentRemoved(order_id=order_id, attachment_id=found.pk), actor=actor, note=reason)
    return found
