"""Who bought is sealed on papers that law keeps: nobody reads it by chance, a tax inspector can.

Source: GDPR article 17 (3) b lets stand what law asks to be kept; German AO § 147 and UStG § 14b ask for years.
"""

import json

from django.db import connection

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused, NotFound
from core.events import publish
from core.sealing import seal, unseal
from core.service import service
from orders.locks import lock_order
from payments.events import SealedBuyerOpened
from payments.models import Document

HIDDEN = "(erased on request)"
_DOOR = "SELECT set_config('oms.erasing', 'on', true)"
_SHUT = "SELECT set_config('oms.erasing', 'off', true)"


def seal_documents(customer_id: int, most: int) -> int:
    """How many of the customer's papers were sealed, at most ``most``; the caller holds the transaction."""
    open_ones = Document.objects.filter(order__customer=customer_id).exclude(buyer__has_key="sealed")
    found = list(open_ones.order_by("pk")[:most])
    with connection.cursor() as cursor:
        cursor.execute(_DOOR)
        for document in found:
            cursor.execute(
                "UPDATE payments_document SET buyer = %s::jsonb, po_number = '' WHERE id = %s",
                [json.dumps(sealed_buyer(document)), document.pk],
            )
        cursor.execute(_SHUT)
    return len(found)


def sealed_buyer(document: Document) -> dict[str, object]:
    """What stands on the paper instead: the customer's number and the country, and the rest sealed."""
    buyer, address = document.buyer, document.buyer.get("address") or []
    hidden = {**buyer, "po_number": document.po_number}
    return {
        "name": HIDDEN,
        "address": [HIDDEN, *([address[-1]] if address and len(address[-1]) == 2 else [])],
        "ships_to": [],
        "vat_id": "",
        "customer_number": buyer.get("customer_number", ""),
        "sealed": seal(json.dumps(hidden)),
    }


@service
def open_sealed_buyer(*, document_id: int, reason: str, actor: Actor) -> dict[str, object]:
    """Who bought, for who must see it by law; told on the order's timeline.

    Raises NotFound, NotPermitted, InvalidInput without a reason, MoveRefused for a paper that is not sealed, and
    Misconfigured when the key that sealed it is gone.
    """
    order_id = Document.objects.filter(pk=document_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise NotFound("There is no such paper.", document_id=document_id)
    lock_order(order_id)
    document = Document.objects.get(pk=document_id)
    ensure_may(actor, "payments.open_sealed_document")
    if not reason.strip():
        raise InvalidInput("Say who asks to see it, and by which right.", field="reason")
    if "sealed" not in document.buyer:
        raise MoveRefused("open", [Blocker("open", "nothing on this paper is sealed.")])
    publish(SealedBuyerOpened(order_id=order_id, document_id=document.pk), actor=actor, note=reason.strip())
    opened: dict[str, object] = json.loads(unseal(document.buyer["sealed"]))
    return opened
