"""Refunds as the API shows them."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from core.money import quantize
from payments.errors import PaymentNotFound
from payments.models import Refund, RefundKind, RefundLine

_NUMBER_LENGTH = 24
_NAMES = ("number", "state", "currency", "reason", "failure", "created_at", "finished_at")


def refund_id_of(*, order_id: int, number: str) -> int:
    """The key of the order's refund of that number. Raises PaymentNotFound, for refunds of other orders too."""
    found = None
    if len(number) <= _NUMBER_LENGTH and "\x00" not in number:
        found = Refund.objects.filter(order_id=order_id, number=number).values_list("pk", flat=True).first()
    if found is None:
        raise PaymentNotFound(f"The order has no refund {number[:_NUMBER_LENGTH]}.")
    return found


def refund_answer(*, order_id: int, number: str) -> dict[str, Any]:
    """One refund of the order with what it is for; two queries."""
    return _shown(_with_parts(order_id).get(number=number))


def refunds_answer(*, order_id: int) -> dict[str, Any]:
    """Every refund of the order, the first one first; two queries."""
    return {"refunds": [_shown(refund) for refund in _with_parts(order_id).order_by("pk")]}


def _with_parts(order_id: int) -> QuerySet[Refund]:
    parts = RefundLine.objects.select_related("order_line", "charge").order_by("pk")
    return Refund.objects.filter(order_id=order_id).prefetch_related(Prefetch("lines", parts))


def _shown(refund: Refund) -> dict[str, Any]:
    kept = {name: getattr(refund, name) for name in _NAMES}
    parts = [_part(part, refund.currency) for part in refund.lines.all()]
    return {**kept, "amount": quantize(refund.amount, refund.currency), "parts": parts}


def _part(part: RefundLine, currency: str) -> dict[str, Any]:
    named = part.order_line.name if part.order_line else part.charge.label if part.charge else ""
    return {
        "kind": part.kind,
        "label": named or RefundKind(part.kind).label,
        "position": part.order_line.position if part.order_line else None,
        "units": part.units,
        "amount": quantize(part.amount, currency),
        "tax_amount": quantize(part.tax_amount, currency),
    }
