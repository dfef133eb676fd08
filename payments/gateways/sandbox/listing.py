"""The sandbox gateway's list of movements. Source: docs/how/simulators.md."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from core.errors import Unavailable
from payments.gateways.listing import Movement, Page
from payments.statuses import TransactionKind

_KINDS = {
    "authorize": TransactionKind.AUTHORIZATION,
    "capture": TransactionKind.CAPTURE,
    "void": TransactionKind.VOID,
    "refund": TransactionKind.REFUND,
}


def page_of(answer: Mapping[str, Any]) -> Page:
    """Raises Unavailable when it cannot be read: the list is asked for again."""
    try:
        rows = [row for row in answer["movements"] if row["operation"] in _KINDS]
        movements = [
            Movement(
                kind=_KINDS[row["operation"]], gateway_reference=str(row["id"]), amount=Decimal(str(row["amount"])),
                currency=str(row["currency"]), key=str(row["key"] or ""), reference=str(row["reference"] or ""),
            )
            for row in rows
        ]  # fmt: skip
    except (KeyError, TypeError, InvalidOperation) as error:
        raise Unavailable(f"The gateway's list cannot be read: {error!r}.") from error
    return Page(movements=movements, next_position=str(answer.get("next") or ""))
