"""Files of an erased customer: no longer offered, and their content erased by a worker."""

from django.db import connection
from django.utils import timezone

from core.actors import SYSTEM
from core.events import publish
from core.links.services import revoke_links
from core.models import LinkEnd
from core.privacy.registry import reach
from orders.file_events import FileErased
from orders.models import Attachment, Order

_FILES = (
    "SELECT t.id FROM orders_attachment t WHERE t.id IN ({files}) AND t.removed_at IS NULL ORDER BY t.id LIMIT %(most)s"
)


def lock_orders_of(customer_id: int) -> None:
    """Hold every order of the customer until the end of the transaction, in order of key."""
    list(Order.objects.select_for_update(no_key=True).filter(customer=customer_id).order_by("pk").values_list("pk"))


def close_links(customer_id: int) -> None:
    """Take back every link to an order of the customer; whoever opens one is told why."""
    for order_id in Order.objects.filter(customer=customer_id).order_by("pk").values_list("pk", flat=True):
        revoke_links(order_id=order_id, because=LinkEnd.ERASED)


def erase_files(customer_id: int, most: int) -> int:
    """How many files of the customer's orders, cases and mails were removed; the caller holds the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(reach(_FILES), {"customer": customer_id, "most": most})
        keys = [key for (key,) in cursor.fetchall()]
    return remove_for_good(keys)


def remove_for_good(keys: list[int]) -> int:
    """How many files of these are removed now; the content of each is erased by an effect of its own."""
    found = Attachment.objects.select_for_update(no_key=True).filter(pk__in=keys, removed_at=None).order_by("pk")
    removed = [one.pk for one in found]
    Attachment.objects.filter(pk__in=removed).update(removed_at=timezone.now(), removed_by=SYSTEM.label, name="erased")
    for key in removed:
        publish(FileErased(attachment_id=key), actor=SYSTEM)
    return len(removed)
