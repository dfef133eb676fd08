"""The context of a mail that carries an invoice or a credit note."""

from collections.abc import Mapping
from typing import Any

from notifications.content.order import base_context, scribe_of
from orders.models import Order
from payments.models import Document
from payments.statuses import SettlementTerms


def document(order: Order, locale: str, *, document_id: int) -> Mapping[str, Any]:
    issued = Document.objects.select_related("invoice").get(pk=document_id)
    scribe = scribe_of(order, locale)
    return {
        **base_context(order, locale),
        "document": issued.number,
        "invoice": issued.invoice.number if issued.invoice else "",
        "amount": scribe.money(issued.total),
        "due_on": scribe.date(issued.due_on) if issued.terms == SettlementTerms.ON_ACCOUNT else "",
    }
