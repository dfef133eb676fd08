"""The context of a mail about money that went back, or became store credit."""

from collections.abc import Mapping
from typing import Any

from notifications.content.order import base_context, scribe_of
from orders.models import Order
from orders.statuses import RefundTo
from payments.models import Refund


def refund(order: Order, locale: str, *, refund_id: int) -> Mapping[str, Any]:
    given = Refund.objects.get(pk=refund_id)
    scribe = scribe_of(order, locale)
    return {
        **base_context(order, locale), "amount": scribe.money(given.amount), "refund": given.number,
        "is_credit": given.destination == RefundTo.STORE_CREDIT,
    }  # fmt: skip
